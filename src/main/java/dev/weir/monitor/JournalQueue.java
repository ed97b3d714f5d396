package dev.weir.monitor;

import dev.weir.monitor.Journal.Appended;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way from the poll loops to the {@link Journal}: one batch on its way, a bounded number that
 * wait, of which the oldest is given up for a new one. Nobody who offers a batch waits. A batch
 * that the store did not take is tried again when the next one comes. Thread-safe.
 */
public final class JournalQueue {
  /** Batches that wait, at most: 16,000 sightings, or 3 MB. */
  static final int MOST_WAITING = 64;

  private final Journal journal;
  private final int bound;
  private final List<SightingRecorder> recorders = new CopyOnWriteArrayList<>();
  private volatile @Nullable Consumer<SightingBatch> listener;
  private final Deque<SightingBatch> waiting = new ArrayDeque<>();
  private boolean sending;
  // Something was dropped: the next batch tells the journal that no trace may be whole.
  private boolean hasGap;
  private long kept;
  private long surplus;
  private long dropped;

  /**
   * An empty queue.
   *
   * @param boundPerLoop sightings a second that each recorder may keep, from 1
   */
  public JournalQueue(Journal journal, int boundPerLoop) {
    this.journal = journal;
    this.bound = boundPerLoop;
  }

  /**
   * What this process has counted since it began.
   *
   * @param kept sightings that the store has taken
   * @param surplus sightings of traces that had enough
   * @param dropped sightings that were given up because the store did not take them in time
   * @param k one trace in 2^k is kept now, by the loop that keeps the least
   */
  public record Tally(long kept, long surplus, long dropped, int k) {}

  /** Tells of every batch that the store has taken; the listener must not wait. */
  public void tell(Consumer<SightingBatch> newListener) {
    listener = newListener;
  }

  /** A recorder for another poll loop. */
  public SightingRecorder recorder() {
    var recorder = new SightingRecorder(bound, this::offer);
    recorders.add(recorder);
    return recorder;
  }

  /**
   * A recorder for what is kept whatever is sampled: what was found in the logs, and what was slow.
   * The listener is not told, as their traces may not be whole.
   */
  public SightingRecorder recorderOfFindings() {
    return new SightingRecorder(Integer.MAX_VALUE, batch -> offer(batch.found()));
  }

  /** Takes a batch; returns at once. */
  void offer(SightingBatch batch) {
    synchronized (this) {
      if (waiting.size() == MOST_WAITING) {
        drop(waiting.removeFirst());
      }
      waiting.addLast(batch);
    }
    send(next());
  }

  private void send(@Nullable SightingBatch batch) {
    if (batch != null) {
      journal
          .append(batch)
          .onFailure()
          .recoverWithItem(defect -> new Appended.Unavailable(String.valueOf(defect)))
          .subscribe()
          .with(
              result -> {
                tell(batch, result);
                send(answered(batch, result));
              });
    }
  }

  private void tell(SightingBatch batch, Appended result) {
    var told = listener;
    if (told != null && !batch.isFound() && result instanceof Appended.Kept) {
      told.accept(batch);
    }
  }

  /** The batch to send now, if none is on its way. */
  private synchronized @Nullable SightingBatch next() {
    if (sending || waiting.isEmpty()) {
      return null;
    }
    sending = true;
    var batch = waiting.removeFirst();
    if (hasGap) {
      hasGap = false;
      return batch.afterGap();
    }
    return batch;
  }

  private void drop(SightingBatch batch) {
    dropped += batch.count();
    hasGap = true;
  }

  /** Counts a batch, and gives the next one if the store takes them. */
  private synchronized @Nullable SightingBatch answered(SightingBatch batch, Appended result) {
    sending = false;
    var following =
        switch (result) {
          case Appended.Kept(int sightings) -> {
            kept += sightings;
            surplus += batch.count() - sightings;
            yield next();
          }
          case Appended.Unavailable _ -> {
            if (waiting.size() < MOST_WAITING) {
              waiting.addFirst(batch);
            } else {
              drop(batch);
            }
            yield null;
          }
        };
    if (following == null) {
      notifyAll();
    }
    return following;
  }

  /** Waits until everything has been sent, or the store takes nothing, or the limit is over. */
  public void drain(Duration limit) throws InterruptedException {
    send(next());
    long end = System.nanoTime() + limit.toNanos();
    synchronized (this) {
      while (sending) {
        long leftMs = (end - System.nanoTime()) / 1_000_000;
        if (leftMs <= 0) {
          return;
        }
        wait(leftMs);
      }
    }
  }

  /** What was counted. */
  public synchronized Tally tally() {
    return new Tally(kept, surplus, dropped, k());
  }

  private int k() {
    return recorders.stream().mapToInt(SightingRecorder::k).max().orElse(0);
  }
}
