package dev.weir.kafka;

import static dev.weir.monitor.Field.field;

import dev.weir.monitor.Beats;
import dev.weir.monitor.IngestBoard;
import dev.weir.monitor.Stillness;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the ends of the logs twice a second, or once while nothing is written, which tells how
 * far behind our reading is and whether the brokers can be reached at all. Has a thread of its own,
 * since it waits for answers.
 */
final class LogEndsLoop implements Runnable {
  private static final Logger LOG = Logger.getLogger(LogEndsLoop.class);
  private static final String BEAT = "log-ends";
  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final Duration STILL_INTERVAL = Duration.ofSeconds(1);
  private static final Duration TOPICS_INTERVAL = Duration.ofSeconds(5);

  private final TopicAdmin admin;
  private final IngestBoard board;
  private final Beats beats;
  private final InstantSource clock;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private TopicAdmin.@Nullable Topics topics;
  private long topicsNanos;
  private final Stillness stillness = new Stillness();
  private Duration interval = INTERVAL;

  LogEndsLoop(TopicAdmin admin, IngestBoard board, Beats beats, InstantSource clock) {
    this.admin = admin;
    this.board = board;
    this.beats = beats;
    this.clock = clock;
  }

  @Override
  public void run() {
    try {
      do {
        beats.beat(BEAT);
        look();
      } while (!stopping.await(interval.toMillis(), TimeUnit.MILLISECONDS));
      beats.forget(BEAT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void stop() {
    stopping.countDown();
  }

  private void look() throws InterruptedException {
    interval = INTERVAL;
    try {
      var known = topics;
      if (known == null
          || !known.missing().isEmpty()
          || System.nanoTime() - topicsNanos > TOPICS_INTERVAL.toNanos()) {
        known = admin.topics();
        topics = known;
        board.topicIds(known.ids());
        topicsNanos = System.nanoTime();
      }
      var ends = admin.logEnds(known);
      board.logEnds(ends, clock.instant());
      if (stillness.isStill(ends.ends(), System.nanoTime())) {
        interval = STILL_INTERVAL;
      }
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      // A topic may have been deleted or have moved: look the topics up again next time.
      topics = null;
      var cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
      var detail = TopicAdmin.words(cause);
      if (board.kafka().up()) {
        LOG.warnv("no answer from the brokers", field("detail", detail));
      }
      board.kafkaDown(detail, clock.instant());
    }
  }
}
