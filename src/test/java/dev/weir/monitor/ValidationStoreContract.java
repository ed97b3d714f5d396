package dev.weir.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.verdict.StageVerdict;
import dev.weir.verdict.Status;
import dev.weir.verdict.Validation;
import dev.weir.verdict.Verdict;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link ValidationStore} does. */
public abstract class ValidationStoreContract {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

  /**
   * A store that holds nothing.
   *
   * @param limit validations kept at most
   * @param age how long one is kept
   */
  protected abstract ValidationStore store(int limit, Duration age);

  @Test
  void aValidationComesBackAsItWas() {
    ValidationStore store = store();
    Validation validation =
        new Validation(
            "019f0000-0000-7000-8000-000000000001",
            "paper",
            "trading",
            new Verdict(
                NOON.plusNanos(123_456_789),
                Status.DOWN,
                "market-data is \"silent\" for 61 s – näher \uD83D\uDCC9",
                List.of(
                    new StageVerdict("market-data", Status.DOWN, "silent for 61 s", null),
                    new StageVerdict("execution", Status.DEGRADED, "starved", "market-data"),
                    new StageVerdict("a", Status.UNKNOWN, "", null)),
                "market-data"));

    assertThat(await(store.keep(validation, 1))).isTrue();

    assertThat(await(store.since(NOON, 10))).containsExactly(validation);
  }

  @Test
  void historyIsNewestFirstFromTheInstantOnAndLimited() {
    ValidationStore store = store();
    for (int second : new int[] {0, 30, 60, 90}) {
      await(store.keep(validation(second), 1));
    }

    assertThat(await(store.since(NOON.plusSeconds(30), 10)))
        .containsExactly(validation(90), validation(60), validation(30));
    assertThat(await(store.since(NOON.plusSeconds(30).plusNanos(1), 10)))
        .containsExactly(validation(90), validation(60));
    assertThat(await(store.since(NOON, 2))).containsExactly(validation(90), validation(60));
    assertThat(await(store.since(NOON, 0))).isEmpty();
    assertThat(await(store.since(NOON.plusSeconds(91), 10))).isEmpty();
  }

  @Test
  void aFormerLeaderIsRefused() {
    ValidationStore store = store();
    await(store.keep(validation(0), 7));

    assertThat(await(store.keep(validation(1), 6))).isFalse();
    assertThat(await(store.keep(validation(2), 7))).isTrue();
    assertThat(await(store.keep(validation(3), 10))).isTrue();
    assertThat(await(store.keep(validation(4), 9))).isFalse();

    assertThat(await(store.since(NOON, 10)))
        .containsExactly(validation(3), validation(2), validation(0));
  }

  @Test
  void keepingOneTwiceKeepsItOnce() {
    ValidationStore store = store();
    await(store.keep(validation(0), 1));
    await(store.keep(validation(0), 1));

    assertThat(await(store.since(NOON, 10))).containsExactly(validation(0));
  }

  @Test
  void theOldestGoWhenThereAreTooMany() {
    ValidationStore store = store(3, Duration.ofDays(7));
    for (int second = 0; second < 10; second++) {
      await(store.keep(validation(second), 1));
    }

    assertThat(await(store.since(NOON, 100)))
        .containsExactly(validation(9), validation(8), validation(7));
  }

  @Test
  void thoseOlderThanTheAgeGo() {
    ValidationStore store = store(100, Duration.ofSeconds(10));
    await(store.keep(validation(0), 1));
    await(store.keep(validation(5), 1));

    await(store.keep(validation(11), 1));

    assertThat(await(store.since(NOON, 100))).containsExactly(validation(11), validation(5));
  }

  /** A healthy validation this long after noon. */
  protected static Validation validation(int second) {
    return new Validation(
        "id-%03d".formatted(second),
        "paper",
        "trading",
        new Verdict(
            NOON.plusSeconds(second),
            Status.HEALTHY,
            "all stages flow",
            List.of(new StageVerdict("risk", Status.HEALTHY, "12/s", null)),
            null));
  }

  /** The call's item. */
  protected static <T> T await(Uni<T> call) {
    return call.await().atMost(PATIENCE);
  }

  private ValidationStore store() {
    return store(100, Duration.ofDays(7));
  }
}
