/**
 * A real Kafka broker, Redis server and Weir as child processes, for tests and for {@code ./weir
 * demo}: started on free ports, killed, paused and restarted at will, and gone when we are.
 */
@NullMarked
package dev.weir.stack;

import org.jspecify.annotations.NullMarked;
