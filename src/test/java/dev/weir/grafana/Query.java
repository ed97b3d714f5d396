package dev.weir.grafana;

/**
 * What a panel asks Prometheus.
 *
 * @param expression PromQL, with Grafana's variables
 * @param legend what a series is called, with its labels as {@code {{label}}}
 * @param exemplars whether traces of single values are shown as well
 */
public record Query(String expression, String legend, boolean exemplars) {
  static Query of(String expression, String legend) {
    return new Query(expression, legend, false);
  }

  Query withExemplars() {
    return new Query(expression, legend, true);
  }
}
