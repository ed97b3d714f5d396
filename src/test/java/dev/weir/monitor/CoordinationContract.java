package dev.weir.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.monitor.Coordination.Lease;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What every {@link Coordination} does for a replica that is alone. */
public abstract class CoordinationContract {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How long a lease is taken for where it should not end. */
  protected static final Duration LONG = Duration.ofMinutes(5);

  /** An instant to count from. */
  protected static final Instant NOW = Instant.parse("2026-03-02T09:15:00.123456789Z");

  /** Where nothing has been agreed yet. */
  protected abstract Coordination coordination();

  @Test
  void theOnlyReplicaLeads() {
    assertThat(await(coordination().lease("a", LONG))).isEqualTo(new Lease(true, 1));
  }

  @Test
  void aRenewedLeaseKeepsItsToken() {
    Coordination coordination = coordination();
    Lease first = await(coordination.lease("a", LONG));

    assertThat(await(coordination.lease("a", LONG))).isEqualTo(first);
  }

  @Test
  void aLeaseThatWasGivenUpCanBeTakenAgain() {
    Coordination coordination = coordination();
    await(coordination.lease("a", LONG));
    await(coordination.release("a"));

    assertThat(await(coordination.lease("a", LONG)).held()).isTrue();
  }

  @Test
  void whatIsDeliveredIsThereInItsOrderBehindAnyPosition() {
    Coordination coordination = coordination();
    assertThat(await(coordination.delivered("0-0", 10))).isEmpty();
    for (int at = 0; at < 5; at++) {
      await(coordination.deliver(new byte[] {(byte) at, -1}));
    }

    var all = await(coordination.delivered("0-0", 10));
    assertThat(all)
        .extracting(Coordination.Delivered::content)
        .containsExactly(
            new byte[] {0, -1},
            new byte[] {1, -1},
            new byte[] {2, -1},
            new byte[] {3, -1},
            new byte[] {4, -1});
    assertThat(await(coordination.delivered(all.get(1).position(), 2)))
        .extracting(Coordination.Delivered::position)
        .containsExactly(all.get(2).position(), all.get(3).position());
    assertThat(await(coordination.delivered(all.getLast().position(), 10))).isEmpty();
  }

  @Test
  void theLineOfDeliveriesIsBounded() {
    Coordination coordination = coordination();
    for (int at = 0; at < 1_000; at++) {
      await(coordination.deliver(new byte[10]));
    }

    // Redis shortens it in whole nodes, of a hundred entries by default.
    assertThat(await(coordination.delivered("0-0", 1_000))).hasSizeBetween(256, 456);
  }

  @Test
  void accountsAreKeptAsTheyAre() {
    Coordination coordination = coordination();
    assertThat(await(coordination.accounts())).isEmpty();

    byte[] bytes = {0, -1, 13, 10, 127, -128};
    assertThat(await(coordination.keepAccounts(bytes, 1))).isTrue();
    assertThat(await(coordination.accounts()))
        .hasValueSatisfying(kept -> assertThat(kept).isEqualTo(bytes));
    assertThat(await(coordination.keepAccounts(new byte[0], 1))).isTrue();
    assertThat(await(coordination.accounts()))
        .hasValueSatisfying(kept -> assertThat(kept).isEmpty());
  }

  @Test
  void aReplicaCountsItself() {
    Coordination coordination = coordination();

    assertThat(await(coordination.heartbeat("a", NOW, LONG))).isEqualTo(1);
    assertThat(await(coordination.heartbeat("a", NOW.plusSeconds(1), LONG))).isEqualTo(1);
  }

  @Test
  void theFirstOriginStaysToTheNanosecond() {
    Coordination coordination = coordination();

    assertThat(await(coordination.origin(NOW))).isEqualTo(NOW);
    assertThat(await(coordination.origin(NOW.minusSeconds(60)))).isEqualTo(NOW);
    assertThat(await(coordination.origin(NOW.plusSeconds(60)))).isEqualTo(NOW);
  }

  /** The call's item. */
  protected static <T> T await(Uni<T> call) {
    return call.await().atMost(PATIENCE);
  }
}
