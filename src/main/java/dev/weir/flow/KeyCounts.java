package dev.weir.flow;

/**
 * How many keys of a stage are in which state.
 *
 * @param live newer than the degraded threshold
 * @param delayed between the thresholds
 * @param stale older than the down threshold
 */
public record KeyCounts(long live, long delayed, long stale) {}
