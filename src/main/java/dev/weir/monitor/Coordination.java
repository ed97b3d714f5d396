package dev.weir.monitor;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What replicas agree on. A failed {@link Uni} means that the store is not available. */
public interface Coordination {

  /**
   * Takes or renews the leader's lease.
   *
   * @param replica who asks
   * @param ttl for how long; after that without renewal anyone may take it
   */
  Uni<Lease> lease(String replica, Duration ttl);

  /** Gives the lease up if the replica holds it, so that another one need not wait for its end. */
  Uni<Void> release(String replica);

  /**
   * Says that the replica is alive, and counts those heard of within {@code ttl}.
   *
   * @param now the caller's clock, used for all replicas' beats
   */
  Uni<Integer> heartbeat(String replica, Instant now, Duration ttl);

  /**
   * The instant from which on records count, agreed once for all replicas and all later starts.
   *
   * @param candidate becomes the agreed instant if there is none yet
   */
  Uni<Instant> origin(Instant candidate);

  /** What the leader kept last of the accounts of hops; empty if none did, or it was lost. */
  Uni<Optional<byte[]>> accounts();

  /**
   * Keeps the accounts of hops.
   *
   * @param kept all of them
   * @param token of the leader's lease
   * @return false when a later leader has kept its own, and nothing was written
   */
  Uni<Boolean> keepAccounts(byte[] kept, long token);

  /**
   * Puts something into the line from which the leader takes. The line is bounded: when it is full,
   * the oldest is given up.
   */
  Uni<Void> deliver(byte[] content);

  /**
   * What is in the line behind a position, oldest first.
   *
   * @param after {@code 0-0} for the beginning
   * @param most at most so many
   */
  Uni<List<Delivered>> delivered(String after, int most);

  /**
   * Something in the line.
   *
   * @param position where it is
   */
  // Read once, right after it came.
  @SuppressWarnings("ArrayRecordComponent")
  record Delivered(String position, byte[] content) {}

  /**
   * Who leads.
   *
   * @param held whether the caller does
   * @param token grows by one with each new leader; a write with a smaller one is refused
   */
  record Lease(boolean held, long token) {}
}
