package dev.weir.verdict;

import dev.weir.flow.PipelineView;
import dev.weir.flow.StageView;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether we see enough of a stage to say anything of it.
 *
 * @param view the figures
 * @param now the instant that is judged for
 * @param behindAfter from this time lag of our own reading on, nothing is said of a stage
 */
record Sight(PipelineView view, Instant now, Duration behindAfter) {
  /** Figures older than this say nothing of now. */
  static final Duration STALE_AFTER = Duration.ofSeconds(60);

  /** Why nothing can be said of any stage, in words, or null. */
  @Nullable String blindness() {
    var age = Duration.between(view.at(), now);
    if (age.compareTo(STALE_AFTER) > 0) {
      return "Weir's figures are " + Words.of(age) + " old";
    }
    if (age.negated().compareTo(STALE_AFTER) > 0) {
      return "Weir's clock was set back by " + Words.of(age.negated());
    }
    var kafka = view.observer().kafka();
    if (kafka.up()) {
      return null;
    }
    var reason = "Weir cannot reach Kafka since " + Words.of(kafka.since());
    return kafka.detail().isEmpty() ? reason : reason + ": " + kafka.detail();
  }

  /** Why nothing can be said of this stage, in words, or null. */
  @Nullable String blindness(StageView stage) {
    var everywhere = blindness();
    if (everywhere != null) {
      return everywhere;
    }
    var reading = stage.reading();
    if (reading.blindness() != null) {
      return reading.blindness();
    }
    if (reading.behind().compareTo(behindAfter) > 0) {
      return "Weir is %s behind (%s records unread)"
          .formatted(Words.of(reading.behind()), Words.of(reading.unread()));
    }
    return null;
  }
}
