package dev.weir.monitor;

import dev.weir.monitor.Coordination.Delivered;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * This replica's place among the others: its beat, the leader's lease, and the instant from which
 * on records count. Driven by {@link #tick}; answers arrive on the store's threads.
 */
final class Leadership {
  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final Duration HEARD_OF = Duration.ofSeconds(15);

  private final String replica;
  private final Coordination coordination;
  private final IngestBoard board;
  private final InstantSource clock;
  private final Instant originCandidate;
  private final CompletableFuture<Instant> origin = new CompletableFuture<>();
  private Instant nextTick = Instant.EPOCH;
  private volatile Instant heldUntil = Instant.EPOCH;
  private volatile long token;
  private volatile int replicas = 1;

  Leadership(
      String replica,
      Coordination coordination,
      IngestBoard board,
      InstantSource clock,
      Instant originCandidate) {
    this.replica = replica;
    this.coordination = coordination;
    this.board = board;
    this.clock = clock;
    this.originCandidate = originCandidate;
  }

  /** Renews what is due; {@code now} is of the {@link SteadyClock}. */
  void tick(Instant now) {
    if (now.isBefore(nextTick)) {
      return;
    }
    nextTick = now.plus(INTERVAL);
    if (!origin.isDone()) {
      ask(coordination.origin(originCandidate), origin::complete);
    } else {
      // A store that lost everything is told again, so that later starts begin where we did.
      ask(coordination.origin(origin.join()), _ -> {});
    }
    ask(
        coordination.heartbeat(replica, clock.instant(), HEARD_OF),
        count -> replicas = Math.max(count, 1));
    ask(
        coordination.lease(replica, LEASE),
        lease -> {
          token = lease.token();
          // Counted from before the request: the lease can only end later than we believe.
          heldUntil = lease.held() ? now.plus(LEASE) : Instant.EPOCH;
        });
  }

  private <T> void ask(Uni<T> question, Consumer<T> answer) {
    question
        .subscribe()
        .with(
            answer,
            failure -> board.storeDown(String.valueOf(failure.getMessage()), clock.instant()));
  }

  /** Gives the lease up, so that another replica can lead at once. */
  Uni<Void> release() {
    heldUntil = Instant.EPOCH;
    return coordination.release(replica);
  }

  /** What the leader kept last of the accounts of hops. */
  Uni<Optional<byte[]>> accounts() {
    return coordination.accounts();
  }

  /** Keeps the accounts of hops under this replica's token. */
  Uni<Boolean> keepAccounts(byte[] kept) {
    return coordination.keepAccounts(kept, token);
  }

  /** What replicas have delivered behind a position; see {@link Coordination#delivered}. */
  Uni<List<Delivered>> delivered(String after, int most) {
    return coordination.delivered(after, most);
  }

  String replica() {
    return replica;
  }

  /** Whether this replica leads; {@code now} is of the {@link SteadyClock}. */
  boolean leads(Instant now) {
    return now.isBefore(heldUntil);
  }

  /** The fencing token of the current leader, ours or not. */
  long token() {
    return token;
  }

  int replicas() {
    return replicas;
  }

  CompletionStage<Instant> origin() {
    return origin;
  }

  /** The agreed instant, or the epoch as long as none is. */
  Instant originOrEpoch() {
    return origin.getNow(Instant.EPOCH);
  }
}
