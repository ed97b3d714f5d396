/**
 * {@code ./weir demo}: a simulated trading platform on a real broker, watched by Weir. Decisions
 * are in {@link dev.weir.demo.TradingPlatform}, a seeded simulation in virtual time; the rest
 * connects it to the clock, to Kafka and to people.
 */
@NullMarked
package dev.weir.demo;

import org.jspecify.annotations.NullMarked;
