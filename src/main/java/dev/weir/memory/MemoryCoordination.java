package dev.weir.memory;

import dev.weir.monitor.Coordination;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The only replica agrees with itself: it always leads, with token 1, and counts one replica. */
public final class MemoryCoordination implements Coordination {
  private static final Lease HELD = new Lease(true, 1);

  private final AtomicReference<@Nullable Instant> origin = new AtomicReference<>();
  private final AtomicReference<byte @Nullable []> accounts = new AtomicReference<>();
  private final Line line = new Line();

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

  @Override
  public Uni<Void> deliver(byte[] content) {
    return Uni.createFrom().voidItem().invoke(() -> line.add(content.clone()));
  }

  @Override
  public Uni<List<Delivered>> delivered(String after, int most) {
    return Uni.createFrom().item(() -> line.after(after, most));
  }

  /** The latest deliveries, numbered from one on. */
  private static final class Line {
    private static final int MOST = 256;

    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private long last;

    synchronized void add(byte[] content) {
      waiting.addLast(content);
      last++;
      if (waiting.size() > MOST) {
        waiting.removeFirst();
      }
    }

    synchronized List<Delivered> after(String position, int most) {
      long from = Long.parseLong(position.substring(0, position.indexOf('-')));
      long number = last - waiting.size();
      var found = new ArrayList<Delivered>();
      for (var content : waiting) {
        number++;
        if (number > from && found.size() < most) {
          found.add(new Delivered(number + "-0", content));
        }
      }
      return found;
    }
  }
}
