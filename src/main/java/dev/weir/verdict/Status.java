package dev.weir.verdict;

/** What can be said of a stage or a pipeline. */
public enum Status {
  /** Data flows within its thresholds. */
  HEALTHY,
  /** Data flows, but worse than it should. */
  DEGRADED,
  /** Data does not flow. */
  DOWN,
  /** Nothing is expected now: outside the schedule, or nothing to do. */
  IDLE,
  /** We cannot tell; the reason says why. Never shown as healthy. */
  UNKNOWN
}
