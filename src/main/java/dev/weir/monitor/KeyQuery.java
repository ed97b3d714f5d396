package dev.weir.monitor;

import dev.weir.flow.KeyStatus;
import org.jspecify.annotations.Nullable;

/**
 * Which keys of a stage are asked for.
 *
 * @param status only those of this state; null for all
 * @param sort their order
 * @param limit how many at most, 1 to 10,000
 */
public record KeyQuery(@Nullable KeyStatus status, Sort sort, int limit) {
  /** The order of keys. */
  public enum Sort {
    /** Oldest newest event first. */
    AGE,
    /** Most events first. */
    EVENTS,
    /** By name. */
    KEY
  }
}
