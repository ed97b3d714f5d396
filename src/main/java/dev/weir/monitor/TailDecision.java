package dev.weir.monitor;

import dev.weir.monitor.Passages.Tie;
import dev.weir.monitor.TracePath.State;
import dev.weir.monitor.TracePath.Step;
import dev.weir.trace.Sampling;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which traces are worth to be sent, once it is known what became of them: all that are incomplete
 * or slow, and a share of the others by the hash of their ids, so that replicas agree. Pure.
 */
final class TailDecision {
  // Other bits than those by which the journal samples, or it would be a share of nothing.
  private static final long LOW_BITS = 0xFFFF_FFFFL;

  private final TraceSettings settings;

  TailDecision(TraceSettings settings) {
    this.settings = settings;
  }

  /** What is decided, and why. */
  enum Decision {
    /** Something of it is lost or late: sent. */
    INCOMPLETE,
    /** It took long: sent. */
    SLOW,
    /** It is one of the share: sent. */
    SHARE,
    /** As most are. */
    PASSED,
    /** Its producer does not record it. */
    UNSAMPLED;

    boolean sends() {
      return switch (this) {
        case INCOMPLETE, SLOW, SHARE -> true;
        case PASSED, UNSAMPLED -> false;
      };
    }
  }

  /**
   * Decides.
   *
   * @param hash of the trace's id
   * @param steps by event time, at least one
   * @param p99 end to end, of the last minute; null when it is not known
   */
  Decision decide(long hash, List<Step> steps, List<Tie> ties, @Nullable Duration p99) {
    if (settings.respectSampledFlag() && isUnsampled(steps)) {
      return Decision.UNSAMPLED;
    }
    if (ties.stream().anyMatch(tie -> tie.state() == State.LATE || tie.state() == State.MISSING)) {
      return Decision.INCOMPLETE;
    }
    var slow = settings.slow() == null ? p99 : settings.slow();
    if (slow != null && took(steps).compareTo(slow) > 0) {
      return Decision.SLOW;
    }
    return (hash & LOW_BITS) < settings.share() * (LOW_BITS + 1) ? Decision.SHARE : Decision.PASSED;
  }

  /** The first that decided did so for those after it. */
  private static boolean isUnsampled(List<Step> steps) {
    return steps.stream()
            .map(step -> step.sighting().sampling())
            .filter(sampling -> sampling != Sampling.UNKNOWN)
            .findFirst()
            .orElse(Sampling.UNKNOWN)
        == Sampling.NOT_SAMPLED;
  }

  private static Duration took(List<Step> steps) {
    long micros =
        steps.getLast().sighting().eventMicros() - steps.getFirst().sighting().eventMicros();
    return Duration.ofNanos(micros * 1_000);
  }
}
