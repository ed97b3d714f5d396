package dev.weir.kafka;

import dev.weir.kafka.decode.RecordDecoder;
import dev.weir.kafka.fetch.RunsConsumer;
import dev.weir.monitor.LogSearch;
import dev.weir.monitor.SchemaSource;
import dev.weir.monitor.Settings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Answers searches one after another, with a thread and a consumer of its own, neither of which is
 * there while nobody asks:
 *
 * <pre>
 * none ── first request ──► searching ◄──► waiting ── a minute without requests ──► none
 *                                stop ── from anywhere, for good ──► ended
 * </pre>
 *
 * <p>A consumer lives for ten seconds, for it knows new partitions no earlier than that, or until a
 * search fails.
 */
public final class LogScanner implements LogSearch {
  private static final int MAX_WAITING = 16;
  private static final Duration CLOSE = Duration.ofMillis(200);

  private final Supplier<Consumer<ByteBuffer, ByteBuffer>> consumers;
  private final Settings settings;
  private final LoopClock clock;
  private final Lives lives;
  private final @Nullable SchemaSource schemas;
  private final SightingTap sightings;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Job> waiting = new ArrayDeque<>();
  private final AtomicLong searches = new AtomicLong();
  private final AtomicLong records = new AtomicLong();
  private @Nullable Thread thread;
  private boolean stopping;

  // Used by the search's thread alone, but for wakeups: those must not come after it is closed.
  private @Nullable Consumer<ByteBuffer, ByteBuffer> consumer;
  private long madeNanos;

  private record Job(Request request, CompletableFuture<Answer> answer) {}

  /**
   * How long what a search needs is kept for the next.
   *
   * @param consumer after it was made
   * @param thread after the last search, longer than {@code consumer}
   */
  record Lives(Duration consumer, Duration thread) {
    static final Lives USUAL = new Lives(Duration.ofSeconds(10), Duration.ofMinutes(1));
  }

  LogScanner(
      Supplier<Consumer<ByteBuffer, ByteBuffer>> consumers,
      Settings settings,
      @Nullable SchemaSource schemas,
      SightingTap sightings,
      LoopClock clock) {
    this(consumers, settings, schemas, sightings, clock, Lives.USUAL);
  }

  LogScanner(
      Supplier<Consumer<ByteBuffer, ByteBuffer>> consumers,
      Settings settings,
      @Nullable SchemaSource schemas,
      SightingTap sightings,
      LoopClock clock,
      Lives lives) {
    this.consumers = consumers;
    this.settings = settings;
    this.clock = clock;
    this.lives = lives;
    this.schemas = schemas;
    this.sightings = sightings;
  }

  /** Makes real consumers. */
  static Supplier<Consumer<ByteBuffer, ByteBuffer>> consumers(KafkaSettings kafka) {
    return () -> new RunsConsumer(kafka.search((int) LogScan.TIMEOUT.toMillis()));
  }

  @Override
  public CompletionStage<Answer> search(Request request) {
    if (settings.pipeline().stage(request.stage()).isEmpty()) {
      return CompletableFuture.failedFuture(
          new IllegalArgumentException("no stage " + request.stage()));
    }
    var job = new Job(request, new CompletableFuture<>());
    lock.lock();
    try {
      if (stopping) {
        return CompletableFuture.failedFuture(ended());
      }
      if (waiting.size() >= MAX_WAITING) {
        return CompletableFuture.failedFuture(
            new UnavailableException(MAX_WAITING + " searches are waiting", null));
      }
      if (thread == null) {
        var made = new Thread(this::run, "weir-log-search");
        made.setDaemon(true);
        // If there is no memory for one, there is none: nobody waits for it, and it is tried again.
        made.start();
        thread = made;
      }
      waiting.add(job);
      changed.signal();
    } finally {
      lock.unlock();
    }
    return job.answer;
  }

  /** How many searches were answered, or failed. */
  public long searches() {
    return searches.get();
  }

  /** How many records were looked at for them. */
  public long records() {
    return records.get();
  }

  /** Fails what waits, and ends the thread soon; returns at once. */
  void stop() {
    var left = new ArrayList<Job>();
    lock.lock();
    try {
      stopping = true;
      left.addAll(waiting);
      waiting.clear();
      changed.signal();
      if (consumer != null) {
        consumer.wakeup();
      }
      LockSupport.unpark(thread);
    } finally {
      lock.unlock();
    }
    left.forEach(job -> job.answer.completeExceptionally(ended()));
  }

  /** The thread, while there is one. */
  Optional<Thread> thread() {
    lock.lock();
    try {
      return Optional.ofNullable(thread);
    } finally {
      lock.unlock();
    }
  }

  private static UnavailableException ended() {
    return new UnavailableException("the process ends", null);
  }

  private void run() {
    while (true) {
      var job = next(lives.consumer(), false);
      if (job == null) {
        closeConsumer();
        job = next(lives.thread().minus(lives.consumer()), true);
      }
      if (job == null) {
        return;
      }
      // Whoever asked may have given up.
      if (!job.answer.isDone()) {
        answer(job);
      }
    }
  }

  /** The next request; null if none came in time, and then this may have been the last try. */
  private @Nullable Job next(Duration patience, boolean isLast) {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (waiting.isEmpty() && !stopping && left > 0) {
        left = changed.awaitNanos(left);
      }
      var job = waiting.poll();
      if (job == null && isLast) {
        thread = null;
      }
      return job;
    } catch (InterruptedException e) {
      // Nobody does that; without a thread the next request makes a new one.
      thread = isLast ? null : thread;
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void answer(Job job) {
    Answer answer = null;
    Throwable failure = null;
    try {
      answer = search(job, consumer());
    } catch (RuntimeException | Error e) {
      failure = e;
      closeConsumer();
    }
    searches.incrementAndGet();
    if (answer != null) {
      job.answer.complete(answer);
    } else {
      job.answer.completeExceptionally(failed(job, failure));
    }
  }

  private Answer search(Job job, Consumer<ByteBuffer, ByteBuffer> consumer) {
    // Its own, as the ingest's are, and made anew, so that nothing is held while nobody asks.
    var decoder = new RecordDecoder(settings.pipeline(), settings.maxBodyBytes(), schemas);
    var scan =
        new LogScan(
            consumer,
            settings.pipeline(),
            decoder,
            clock,
            LogScan.Limits.USUAL,
            sightings,
            job.request);
    try {
      var answer = scan.run();
      // Lets go of what was fetched beyond the end.
      consumer.unsubscribe();
      return answer;
    } finally {
      records.addAndGet(scan.looked());
    }
  }

  private UnavailableException failed(Job job, @Nullable Throwable failure) {
    if (failure == null || failure instanceof WakeupException) {
      return ended();
    }
    // A consumer that cannot be made says why in the cause.
    var cause = failure instanceof KafkaException ? failure.getCause() : null;
    var words = TopicAdmin.words(cause == null ? failure : cause);
    return new UnavailableException("stage " + job.request.stage() + ": " + words, failure);
  }

  private Consumer<ByteBuffer, ByteBuffer> consumer() {
    lock.lock();
    try {
      if (consumer != null && clock.nanoTime() - madeNanos < lives.consumer().toNanos()) {
        return consumer;
      }
    } finally {
      lock.unlock();
    }
    closeConsumer();
    var made = consumers.get();
    lock.lock();
    try {
      consumer = made;
      madeNanos = clock.nanoTime();
      if (stopping) {
        made.wakeup();
      }
    } finally {
      lock.unlock();
    }
    return made;
  }

  private void closeConsumer() {
    Consumer<ByteBuffer, ByteBuffer> closing;
    lock.lock();
    try {
      closing = consumer;
      consumer = null;
    } finally {
      lock.unlock();
    }
    if (closing != null) {
      try {
        closing.close(CloseOptions.timeout(CLOSE));
      } catch (RuntimeException _) {
        // What it was used for is over, and it holds nothing that others wait for.
      }
    }
  }
}
