/** The metric catalogue. */
@NullMarked
package dev.weir.telemetry;

import org.jspecify.annotations.NullMarked;
