package dev.weir.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stack.WeirProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A short run of what {@code ./weir chaos} does; the seed is one that gives many kinds. */
class ChaosIT {
  private static final int ROUNDS = 6;
  private static final long SEED = 138;

  @Test
  void everyFigureIsRightAfterEveryFault() throws Exception {
    var binary = System.getProperty(WeirProcess.BINARY, "");
    var options =
        new Options(ROUNDS, SEED, 300, binary.isEmpty() ? null : Path.of(binary), null, false);
    var outcome = new Trial(options, System.out::println).run();
    assertThat(outcome.problems()).isEmpty();
    assertThat(outcome.drift()).isZero();
    assertThat(outcome.rounds()).isEqualTo(ROUNDS);
    assertThat(outcome.faults()).hasSizeGreaterThanOrEqualTo(ROUNDS);
    assertThat(outcome.records()).isPositive();
    assertThat(outcome.answers()).isPositive();
  }
}
