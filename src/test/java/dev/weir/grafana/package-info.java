/**
 * The Grafana dashboards in {@code monitoring/grafana/dashboards}, as records from which their JSON
 * is made: {@link dev.weir.grafana.Dashboards} lists them.
 */
@NullMarked
package dev.weir.grafana;

import org.jspecify.annotations.NullMarked;
