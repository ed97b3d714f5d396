package dev.weir.flow;

/**
 * Latency over the last 60 s, in seconds, with a relative error of at most 0.8 %.
 *
 * @param p50 the median
 * @param p95 the 95th percentile
 * @param p99 the 99th percentile
 * @param max the largest
 */
public record Quantiles(double p50, double p95, double p99, double max) {}
