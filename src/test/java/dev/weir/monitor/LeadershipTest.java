package dev.weir.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeadershipTest {
  private static final Instant CANDIDATE = Samples.NOW.minusSeconds(900);

  private final SettableClock clock = new SettableClock(Samples.NOW);
  private final IngestBoard board = new IngestBoard(Samples.NOW);
  private final FakeCoordination store = new FakeCoordination();
  private final Leadership leadership = new Leadership("me", store, board, clock, CANDIDATE);

  /** A store whose one other replica is the test. */
  private static final class FakeCoordination implements Coordination {
    Lease lease = new Lease(true, 7);
    int replicas = 1;
    @Nullable Instant origin;
    boolean down;
    final List<String> calls = new ArrayList<>();

    private <T> Uni<T> answer(String call, T answer) {
      calls.add(call);
      return down
          ? Uni.createFrom().failure(new IllegalStateException("connection refused"))
          : Uni.createFrom().item(answer);
    }

    @Override
    public Uni<Optional<byte[]>> accounts() {
      return Uni.createFrom().item(Optional.empty());
    }

    @Override
    public Uni<Boolean> keepAccounts(byte[] kept, long token) {
      return Uni.createFrom().item(true);
    }

    @Override
    public Uni<Void> deliver(byte[] content) {
      return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<List<Delivered>> delivered(String after, int most) {
      return Uni.createFrom().item(List.of());
    }

    @Override
    public Uni<Lease> lease(String replica, Duration ttl) {
      return answer("lease", lease);
    }

    @Override
    public Uni<Void> release(String replica) {
      return answer("release " + replica, replica).replaceWithVoid();
    }

    @Override
    public Uni<Integer> heartbeat(String replica, Instant now, Duration ttl) {
      return answer("heartbeat", replicas);
    }

    @Override
    public Uni<Instant> origin(Instant candidate) {
      if (!down && origin == null) {
        origin = candidate;
      }
      return answer("origin " + candidate, origin == null ? candidate : origin);
    }
  }

  private boolean leads() {
    return leadership.leads(clock.instant());
  }

  private void tickAfter(int seconds) {
    clock.advance(Duration.ofSeconds(seconds));
    leadership.tick(clock.instant());
  }

  @Test
  void theHolderLeadsForAsLongAsTheLeaseIsRenewed() {
    assertThat(leads()).isFalse();
    for (int round = 0; round < 10; round++) {
      tickAfter(2);
      assertThat(leads()).isTrue();
    }
    assertThat(leadership.token()).isEqualTo(7);
  }

  @Test
  void withoutTheStoreTheLeaseEndsByItself() {
    tickAfter(2);
    store.down = true;
    tickAfter(9);
    assertThat(leads()).as("still held").isTrue();
    assertThat(board.store().up()).isFalse();
    assertThat(board.store().detail()).isEqualTo("connection refused");
    tickAfter(1);
    assertThat(leads()).isFalse();
    store.down = false;
    tickAfter(2);
    assertThat(leads()).isTrue();
  }

  @Test
  void oneThatLostTheLeaseStopsLeadingAndKnowsTheNewToken() {
    tickAfter(2);
    store.lease = new Coordination.Lease(false, 8);
    tickAfter(2);
    assertThat(leads()).isFalse();
    assertThat(leadership.token()).isEqualTo(8);
  }

  @Test
  void whatOthersAgreedOnBeforeIsTheOrigin() {
    store.origin = CANDIDATE.minusSeconds(60);
    assertThat(leadership.originOrEpoch()).isEqualTo(Instant.EPOCH);
    tickAfter(2);
    assertThat(leadership.originOrEpoch()).isEqualTo(CANDIDATE.minusSeconds(60));
  }

  @Test
  void theOriginWaitsForTheStore() {
    store.down = true;
    tickAfter(2);
    assertThat(leadership.origin().toCompletableFuture()).isNotDone();
    store.down = false;
    tickAfter(2);
    assertThat(leadership.origin().toCompletableFuture()).isCompletedWithValue(CANDIDATE);
  }

  @Test
  void aStoreThatLostTheOriginIsToldAgain() {
    var agreed = CANDIDATE.minusSeconds(60);
    store.origin = agreed;
    tickAfter(2);
    store.origin = null;
    tickAfter(2);
    assertThat(store.origin).isEqualTo(agreed);
  }

  @Test
  void replicasAreThoseHeardOfAndAtLeastThisOne() {
    store.replicas = 3;
    tickAfter(2);
    assertThat(leadership.replicas()).isEqualTo(3);
    store.replicas = 0;
    tickAfter(2);
    assertThat(leadership.replicas()).isEqualTo(1);
  }

  @Test
  void theStoreIsAskedEveryTwoSecondsHoweverOftenItTicks() {
    tickAfter(2);
    for (int tick = 0; tick < 10; tick++) {
      leadership.tick(clock.instant());
    }
    clock.advance(Duration.ofMillis(1_999));
    leadership.tick(clock.instant());
    assertThat(store.calls).containsOnlyOnce("lease");
    clock.advance(Duration.ofMillis(1));
    leadership.tick(clock.instant());
    assertThat(store.calls.stream().filter("lease"::equals)).hasSize(2);
  }

  @Test
  void releasingEndsTheLeadAtOnce() {
    tickAfter(2);
    leadership.release().await().indefinitely();
    assertThat(leads()).isFalse();
    assertThat(store.calls).contains("release me");
  }
}
