package dev.weir.monitor;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.weir.monitor.PeopleKeys.StageSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link PeopleKeys} does, whether or not there are people to read. */
public abstract class PeopleKeysContract {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Where nothing is published yet. */
  protected abstract PeopleKeys keys();

  @Test
  void publishingEndsWhateverThereIsToSay() {
    PeopleKeys keys = keys();
    StageSummary stage = new StageSummary("risk", Instant.EPOCH, "", 0);

    for (List<StageSummary> stages : List.of(List.of(stage), List.of(stage, stage), none())) {
      assertThatCode(() -> keys.publish("paper", stages).await().atMost(PATIENCE))
          .doesNotThrowAnyException();
    }
  }

  private static List<StageSummary> none() {
    return List.of();
  }
}
