package dev.weir.memory;

import dev.weir.monitor.Coordination;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The only replica agrees with itself: it always leads, with token 1, and counts one replica. */
public final class MemoryCoordination implements Coordination {
  private static final Lease HELD = new Lease(true, 1);

  private final AtomicReference<@Nullable Instant> origin = new AtomicReference<>();
  private final AtomicReference<byte @Nullable []> accounts = new AtomicReference<>();

  @Override
  public Uni<Lease> lease(String replica, Duration ttl) {
    return Uni.createFrom().item(HELD);
  }

  @Override
  public Uni<Void> release(String replica) {
    return Uni.createFrom().voidItem();
  }

  @Override
  public Uni<Integer> heartbeat(String replica, Instant now, Duration ttl) {
    return Uni.createFrom().item(1);
  }

  @Override
  public Uni<Instant> origin(Instant candidate) {
    return Uni.createFrom()
        .item(() -> origin.updateAndGet(agreed -> agreed == null ? candidate : agreed));
  }

  @Override
  public Uni<Optional<byte[]>> accounts() {
    return Uni.createFrom().item(() -> Optional.ofNullable(accounts.get()).map(byte[]::clone));
  }

  @Override
  public Uni<Boolean> keepAccounts(byte[] kept, long token) {
    return Uni.createFrom()
        .item(
            () -> {
              accounts.set(kept.clone());
              return true;
            });
  }
}
