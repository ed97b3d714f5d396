package dev.weir.flow;

import java.time.Instant;

/**
 * When a partition's last event arrived, by our own clock.
 *
 * @param at no event of it is newer than this
 * @param seen whether one was seen to arrive; if not, {@code at} is when the partition was first
 *     looked at
 */
public record Arrival(Instant at, boolean seen) {}
