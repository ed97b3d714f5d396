package dev.weir.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stack.WeirProcess.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class HealthWatchTest {
  private static final Reply HEALTHY =
      new Reply(
          200,
          """
          {"status": "HEALTHY", "bottleneck": null,
           "stages": {"risk": {"status": "HEALTHY", "reason": "20 events/s"}}}
          """);
  private static final Reply DOWN =
      new Reply(
          503,
          """
          {"status": "DOWN", "bottleneck": "risk", "stages": {
            "strategy": {"status": "HEALTHY", "reason": "fine"},
            "risk": {"status": "DOWN", "reason": "newest event 61 s old"},
            "execution": {"status": "DEGRADED", "reason": "starved by risk"}}}
          """);

  private Reply reply = HEALTHY;
  private boolean answers = true;
  private final HealthWatch watch = new HealthWatch(this::answer);

  @Test
  void tellsChangesOnly() {
    assertThat(watch.changed()).contains("HEALTHY");
    assertThat(watch.changed()).isEmpty();
    reply = DOWN;
    assertThat(watch.changed()).isPresent();
    assertThat(watch.changed()).isEmpty();
  }

  @Test
  void namesTheBottleneckAndTheReasonOfTheFirstStageThatIsNotFine() {
    reply = DOWN;
    assertThat(watch.changed())
        .contains("DOWN  bottleneck: risk - risk DOWN: newest event 61 s old");
  }

  @Test
  void silenceAndErrorsAreAStatusOfTheirOwn() {
    watch.changed();
    answers = false;
    assertThat(watch.changed()).contains("no status from Weir");
    answers = true;
    reply = new Reply(500, "{}");
    assertThat(watch.changed()).isEmpty();
    reply = HEALTHY;
    assertThat(watch.changed()).contains("HEALTHY");
  }

  private Reply answer() {
    if (!answers) {
      throw new UncheckedIOException(new IOException("refused"));
    }
    return reply;
  }
}
