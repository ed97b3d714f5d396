package dev.weir.kafka;

import dev.weir.flow.Micros;
import dev.weir.flow.PartitionId;
import dev.weir.monitor.IngestBoard;
import dev.weir.pipeline.Account;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.StageEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the partitions of accounted stages together in event time while a backlog is read, and in
 * step with the views. A partition keeps the buckets of its account for a while behind its newest
 * event: one that runs ahead of the others by more than that would have forgotten what they are to
 * be compared with, and so would one that runs through hours between two views.
 *
 * <pre>
 * reading ── an event too far ahead of the slowest, or too soon: pause, seek back ──► held
 *    ▲                                                                                  │
 *    └──── the others have come closer, or have no backlog, and it is time: resume ─────┘
 * </pre>
 *
 * <p>Only what is between a minute and an hour old is held back or holds others back, so that this
 * takes two minutes at most, and what does not move for ten seconds holds nobody any more. Used on
 * the poll loop's thread only.
 */
final class CatchUp {
  private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();
  // For each step of half of what is kept. The leader sees what others have after a commit and a
  // view, half a second each.
  private static final long STEP_NANOS = Duration.ofMillis(1_500).toNanos();
  private static final long STALLED_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long NEW_MICROS = Duration.ofSeconds(60).toNanos() / 1_000;
  private static final long OLD_MICROS = Duration.ofHours(1).toNanos() / 1_000;

  private final Consumer<?, ?> consumer;
  private final Supplier<Collection<OwnedPartition>> owned;
  private final IngestBoard board;
  private final InstantSource clock;
  private final LoopClock ticks;
  private final long allowedMicros;
  private final List<OwnedPartition> held = new ArrayList<>();
  // Those that stand still, and where.
  private final Map<OwnedPartition, Long> stalled = new HashMap<>();
  private Slowest slowest = Slowest.NONE;
  private @Nullable OwnedPartition last;
  private long lastFront;
  private long lastMovedNanos;
  private long lookedNanos;

  /**
   * Where those with a backlog are.
   *
   * @param of the slowest; null when none has one
   * @param front where it is
   * @param next where the one before it is; {@link Long#MAX_VALUE} if there is no other
   */
  private record Slowest(@Nullable OwnedPartition of, long front, long next) {
    static final Slowest NONE = new Slowest(null, Long.MAX_VALUE, Long.MAX_VALUE);

    /** Where the slowest other one is. */
    long than(OwnedPartition target) {
      return target == of ? next : front;
    }
  }

  CatchUp(
      Pipeline pipeline,
      Consumer<?, ?> consumer,
      Supplier<Collection<OwnedPartition>> owned,
      IngestBoard board,
      InstantSource clock,
      LoopClock ticks) {
    this.consumer = consumer;
    this.owned = owned;
    this.board = board;
    this.clock = clock;
    this.ticks = ticks;
    this.allowedMicros =
        pipeline.accounts().stream()
            .map(Account::accounting)
            .mapToLong(accounting -> accounting.keep().toNanos() / 2_000)
            .min()
            .orElse(Long.MAX_VALUE / 4);
  }

  /**
   * Holds the partition back at an event that is too far ahead; to be asked only when the event's
   * place is beyond {@link OwnedPartition#holdAfter}.
   *
   * @return whether it is held, and the event must not be applied
   */
  boolean holds(OwnedPartition target, StageEvent event) {
    long place = event.placeMicros();
    if (!target.owner.isAccounted()) {
      target.holdAfter = Long.MAX_VALUE;
      return false;
    }
    look();
    long others = slowest.than(target);
    boolean isFree = !isOfBacklog(event.recordTimeMicros);
    boolean isFirst = target.owner.newestMicros() == StageEvent.NO_TIME;
    if (isFirst || isFree || mayGoOn(target, place)) {
      goOn(target, isFirst || isFree ? place : Math.min(place, others));
      return false;
    }
    consumer.pause(List.of(target.topicPartition));
    consumer.seek(target.topicPartition, event.offset);
    target.heldAt = place;
    held.add(target);
    return true;
  }

  /** Lets those go on that the others have come close to. */
  void release(long nowNanos) {
    if (held.isEmpty() || nowNanos - lookedNanos < LOOK_NANOS) {
      return;
    }
    look();
    held.removeIf(this::isOver);
    if (held.isEmpty()) {
      stalled.keySet().retainAll(owned.get());
      last = null;
    }
  }

  private boolean mayGoOn(OwnedPartition target, long place) {
    long others = slowest.than(target);
    return lookedNanos - target.steppedNanos >= STEP_NANOS
        && (others == Long.MAX_VALUE || place - allowedMicros <= others);
  }

  private void goOn(OwnedPartition target, long from) {
    target.holdAfter = from + allowedMicros;
    target.steppedNanos = lookedNanos;
  }

  private boolean isOver(OwnedPartition target) {
    // A reload has sought another place and gone on from there; or it was revoked.
    if (target.heldAt == StageEvent.NO_TIME || !owned.get().contains(target)) {
      return true;
    }
    if (!mayGoOn(target, target.heldAt)) {
      return false;
    }
    goOn(target, Math.min(target.heldAt, slowest.than(target)));
    target.heldAt = StageEvent.NO_TIME;
    if (target.owner.isReading() && !target.isWaiting()) {
      consumer.resume(List.of(target.topicPartition));
    }
    return true;
  }

  private void look() {
    lookedNanos = ticks.nanoTime();
    var ends = board.logEnds();
    slowest = Slowest.NONE;
    if (ends == null) {
      return;
    }
    for (var partition : owned.get()) {
      long front = front(partition);
      boolean counts = hasBacklog(partition, ends.ends()) && !isStalled(partition, front);
      if (counts && front < slowest.front()) {
        slowest = new Slowest(partition, front, slowest.front());
      } else if (counts && front < slowest.next()) {
        slowest = new Slowest(slowest.of(), slowest.front(), front);
      }
    }
    watch(slowest);
  }

  private boolean isOfBacklog(long recordMicros) {
    long age = Micros.of(clock.instant()) - recordMicros;
    return age > NEW_MICROS && age < OLD_MICROS;
  }

  /** Notes whether the slowest moves. */
  private void watch(Slowest now) {
    var of = now.of();
    if (of == null || of != last || now.front() != lastFront || held.isEmpty()) {
      last = of;
      lastFront = now.front();
      lastMovedNanos = lookedNanos;
    } else if (lookedNanos - lastMovedNanos >= STALLED_NANOS) {
      stalled.put(of, now.front());
    }
  }

  private boolean isStalled(OwnedPartition partition, long front) {
    var at = stalled.get(partition);
    return at != null && at == front;
  }

  /** Before any time when nothing was read yet. */
  private static long front(OwnedPartition partition) {
    return partition.heldAt != StageEvent.NO_TIME
        ? partition.heldAt
        : partition.owner.isReading() ? partition.owner.newestMicros() : StageEvent.NO_TIME;
  }

  private boolean hasBacklog(OwnedPartition partition, Map<PartitionId, Long> ends) {
    var owner = partition.owner;
    if (!owner.isReading() || partition.isWaiting() || !owner.isAccounted()) {
      return partition.heldAt != StageEvent.NO_TIME;
    }
    var end = ends.get(owner.id());
    return end != null
        && end > owner.nextOffset()
        && (owner.newestRecordMicros() == StageEvent.NO_TIME
            || isOfBacklog(owner.newestRecordMicros()));
  }
}
