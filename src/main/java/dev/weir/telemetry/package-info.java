/** The metric catalogue, and spans on their way to a collector. */
@NullMarked
package dev.weir.telemetry;

import org.jspecify.annotations.NullMarked;
