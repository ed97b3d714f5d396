package dev.weir.trace;

/** What a producer's tracer decided on recording the trace. */
public enum Sampling {
  /** Nothing is said, or the decision is left to others. */
  UNKNOWN,
  /** Not recorded; the event counts all the same. */
  NOT_SAMPLED,
  /** Recorded. */
  SAMPLED,
  /** Recorded whatever the sampling rate is. */
  DEBUG
}
