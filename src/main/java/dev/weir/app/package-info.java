/** Wiring, start and stop, the command line entry point. May depend on everything. */
@NullMarked
package dev.weir.app;

import org.jspecify.annotations.NullMarked;
