package dev.weir.monitor;

import dev.weir.pipeline.Slice;
import dev.weir.pipeline.StageEvent;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Takes down what one poll loop sees of the traces that are sampled. Of every event it is asked
 * whether it {@link #wants} it; of those it does, {@link #begin} and {@link #finish} write the
 * sighting. None of it allocates or waits. What was written goes to the queue several times a
 * second. Used by the loop's thread, but for {@link #k}.
 */
public final class SightingRecorder {
  private static final long FLUSH_NANOS = Duration.ofMillis(250).toNanos();

  private final SightingSampler sampler;
  private final Consumer<SightingBatch> queue;
  private final SightingBuffer buffer = new SightingBuffer();
  // Of the event that was asked about last.
  private long hash;
  private int keptAtK;
  private long flushedAtNanos;
  private boolean hasFlushed;
  private volatile int shownK;

  /**
   * A recorder that has nothing yet.
   *
   * @param bound sightings a second that it may keep, from 1
   * @param queue takes what was written; must not wait
   */
  public SightingRecorder(int bound, Consumer<SightingBatch> queue) {
    this.sampler = new SightingSampler(bound);
    this.queue = queue;
  }

  /**
   * Whether the event's trace is sampled; an event without a trace is one by itself, if it has an
   * id.
   */
  public boolean wants(StageEvent event) {
    var id = event.trace.length() > 0 ? event.trace : event.id;
    if (id.length() <= 0) {
      return false;
    }
    hash = SightingBuffer.hash(id);
    return sampler.takes(hash);
  }

  /** Begins the sighting of an event right after it was {@link #wants wanted}. */
  public void begin(StageEvent event) {
    if (!buffer.hasRoom()) {
      send();
    }
    keptAtK = sampler.k();
    sampler.took();
    buffer.begin(hash);
    name(event.id);
  }

  /** A further id by which the trace can be found; none if it is empty. */
  public void name(Slice id) {
    if (id.length() > 0) {
      buffer.name(SightingBuffer.hash(id));
    }
  }

  /**
   * Ends the sighting that was begun.
   *
   * @param topic its name, which is not changed
   * @param observedMicros now
   */
  public void finish(StageEvent event, byte[] topic, int partition, long observedMicros) {
    buffer.finish(event, topic, partition, observedMicros, keptAtK);
  }

  /** Passes time, by the monotonic clock: what has waited long enough goes to the queue. */
  public void tick(long nowNanos) {
    sampler.tick(nowNanos);
    shownK = sampler.k();
    if (!hasFlushed || nowNanos - flushedAtNanos >= FLUSH_NANOS) {
      hasFlushed = true;
      flushedAtNanos = nowNanos;
      flush();
    }
  }

  /** Gives all that was written to the queue. */
  public void flush() {
    if (!buffer.isEmpty()) {
      send();
    }
  }

  private void send() {
    queue.accept(buffer.take());
  }

  /** One trace in 2^k is kept now; may be asked by any thread. */
  public int k() {
    return shownK;
  }
}
