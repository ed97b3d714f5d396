package dev.weir.verdict;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What was found of one stage, with what the stages below it need to know.
 *
 * @param verdict what is said of it
 * @param silence for how long it has written nothing, as far as our own lag does not explain it;
 *     null when that cannot be told
 * @param root the stage that is to blame if nothing comes out of this one; null when nobody is
 */
record Finding(StageVerdict verdict, @Nullable Duration silence, @Nullable String root) {
  String stage() {
    return verdict.stage();
  }

  Status status() {
    return verdict.status();
  }

  /** Whether it was seen, and seen to be worse than it should be. */
  boolean unhealthy() {
    return status() == Status.DOWN || status() == Status.DEGRADED;
  }
}
