package dev.weir.flow;

/** The state of a key by the age of its newest event. */
public enum KeyStatus {
  /** Newer than the degraded threshold, or the stage has no thresholds. */
  LIVE,
  /** Between the degraded and the down threshold. */
  DELAYED,
  /** Older than the down threshold. */
  STALE
}
