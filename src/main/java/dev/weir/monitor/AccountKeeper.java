package dev.weir.monitor;

import dev.weir.flow.PipelineMirror;
import dev.weir.monitor.Coordination.Delivered;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the accounts of hops in the store, so that they outlive this process: the leader writes
 * them, and goes on from what the one before it wrote; the others read them. Used on the thread
 * that makes the views; answers come on the store's.
 *
 * <p>What replicas deliver of whole traces is added to the accounts by the leader. The accounts say
 * up to where that was done, so that each delivery is in them once.
 */
final class AccountKeeper {
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private static final Duration TAKES = Duration.ofSeconds(2);
  private static final int MOST_TAKEN = 64;

  private final Leadership leadership;
  private final Consumer<RuntimeException> defects;
  private final AtomicReference<byte @Nullable []> incoming = new AtomicReference<>();
  private final AtomicReference<@Nullable Taken> taken = new AtomicReference<>();
  private volatile boolean asked;
  private volatile boolean takes;
  private volatile int answeredTerm = -1;
  private int term;
  private boolean led;
  private boolean adopted;
  private Instant next = Instant.MIN;
  private Instant nextTake = Instant.MIN;
  private volatile byte[] written = {};

  /** What came of the line, and behind which position it was asked for, in which term. */
  private record Taken(int term, String after, List<Delivered> deliveries) {}

  /**
   * Nothing is read or written yet.
   *
   * @param defects told when what was kept cannot be read
   */
  AccountKeeper(Leadership leadership, Consumer<RuntimeException> defects) {
    this.leadership = leadership;
    this.defects = defects;
  }

  /**
   * Takes over what has come from the store.
   *
   * @param now of the {@link SteadyClock}
   * @param storeUp whether the store answers
   */
  void before(PipelineMirror mirror, Instant now, boolean storeUp) {
    boolean leads = leadership.leads(now);
    if (leads && !led) {
      // What the former leader kept last may be newer than what was read last.
      term++;
      adopted = false;
      next = Instant.MIN;
    }
    led = leads;
    var kept = incoming.getAndSet(null);
    if (kept != null) {
      var trouble = mirror.adoptAccounts(kept);
      if (trouble != null) {
        defects.accept(new IllegalStateException(trouble + "; they start over"));
      }
      written = kept;
    }
    adopted |= answeredTerm == term;
    if ((!leads || !adopted) && !asked && !now.isBefore(next)) {
      next = now.plus(INTERVAL);
      ask();
    }
    mirror.closes(adopted && (leads || !storeUp));
    join(mirror, now);
  }

  private void join(PipelineMirror mirror, Instant now) {
    var came = taken.getAndSet(null);
    if (!counts()) {
      return;
    }
    if (came != null && came.term() == term && came.after().equals(mirror.joinedUpTo())) {
      for (var delivery : came.deliveries()) {
        var trouble = mirror.join(delivery.position(), delivery.content());
        if (trouble != null) {
          defects.accept(new IllegalStateException(trouble + "; it is left out"));
        }
      }
      if (came.deliveries().size() == MOST_TAKEN) {
        nextTake = now;
      }
    }
    if (!takes && !now.isBefore(nextTake)) {
      nextTake = now.plus(TAKES);
      take(mirror.joinedUpTo());
    }
  }

  private void take(String after) {
    takes = true;
    int asking = term;
    leadership
        .delivered(after, MOST_TAKEN)
        .subscribe()
        .with(
            deliveries -> {
              taken.set(new Taken(asking, after, deliveries));
              takes = false;
            },
            _ -> takes = false);
  }

  /** Whether what happens is counted here: by the leader, once it knows what was counted. */
  boolean counts() {
    return led && adopted;
  }

  /** Keeps what the view that was just made has changed. */
  void after(PipelineMirror mirror, Instant now) {
    if (!counts() || now.isBefore(next)) {
      return;
    }
    next = now.plus(INTERVAL);
    var kept = mirror.accounts();
    if (Arrays.equals(kept, written)) {
      return;
    }
    leadership
        .keepAccounts(kept)
        .subscribe()
        .with(
            _ -> written = kept,
            _ -> {
              // Tried again with the next change or in a while; the store's state is said
              // elsewhere.
            });
  }

  private void ask() {
    asked = true;
    int asking = term;
    leadership
        .accounts()
        .subscribe()
        .with(
            kept -> {
              kept.ifPresent(incoming::set);
              answeredTerm = asking;
              asked = false;
            },
            _ -> asked = false);
  }
}
