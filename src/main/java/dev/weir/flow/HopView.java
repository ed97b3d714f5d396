package dev.weir.flow;

import dev.weir.pipeline.Hop;
import org.jspecify.annotations.Nullable;

/**
 * A hop's figures over all partitions and replicas.
 *
 * @param hop the definition
 * @param latency child minus parent event time over the last 60 s; null when there was none
 * @param measured children whose parent's time is known, since Weir first began to read
 * @param negative children older than their parent (clock skew), left out of the latency
 * @param ratio children for each parent by their rates over the last 60 s; null when it is not
 *     known
 * @param account what became of the parents; null where that is not accounted
 * @param isUntold whether the events do not tell some of it themselves, or how long the way to the
 *     last stage was, so that their traces have to be looked at as a whole
 * @param samplingRate the share of traces that some of it rests on, 0 to 1; null when all of it
 *     rests on every event
 */
public record HopView(
    Hop hop,
    @Nullable Quantiles latency,
    long measured,
    long negative,
    @Nullable Double ratio,
    @Nullable HopAccount account,
    boolean isUntold,
    @Nullable Double samplingRate) {}
