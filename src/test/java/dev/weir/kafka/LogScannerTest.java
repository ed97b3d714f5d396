package dev.weir.kafka;

import static dev.weir.kafka.LogMock.body;
import static dev.weir.kafka.LogMock.id;
import static dev.weir.kafka.LogMock.wanted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.monitor.LogSearch.Answer;
import dev.weir.monitor.LogSearch.By;
import dev.weir.monitor.LogSearch.Request;
import dev.weir.monitor.LogSearch.UnavailableException;
import dev.weir.monitor.Settings;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.TopicSelector;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The thread around the searches: when it is there, what waits for it, and how it ends. */
class LogScannerTest {
  private static final TopicPartition ZERO = new TopicPartition("orders", 0);
  private static final Instant T = Instant.parse("2026-03-02T06:00:00Z");
  private static final Duration LONG = Duration.ofHours(1);

  private final List<LogMock> made = new CopyOnWriteArrayList<>();
  private final CountDownLatch goOn = new CountDownLatch(1);
  private volatile boolean isHeld;
  private volatile boolean cannotBeMade;
  private LogScanner scanner = scanner(LONG, LONG);

  private LogScanner scanner(Duration consumerLife, Duration threadLife) {
    var lives = new LogScanner.Lives(consumerLife, threadLife);
    return new LogScanner(
        this::consumer, settings(), null, SightingTap.NOWHERE, LoopClock.SYSTEM, lives);
  }

  private Consumer<ByteBuffer, ByteBuffer> consumer() {
    if (cannotBeMade) {
      throw new KafkaException("no such host");
    }
    var log = new LogMock();
    log.add(ZERO, T.toEpochMilli(), body(1, 0, "t"));
    if (isHeld) {
      log.instead.add(() -> hold(log));
    }
    made.add(log);
    return log;
  }

  /** Waits in a poll until it may go on, or is woken up. */
  private ConsumerRecords<ByteBuffer, ByteBuffer> hold(LogMock log) {
    await().atMost(Duration.ofSeconds(30)).until(() -> log.isWoken || goOn.getCount() == 0);
    if (log.isWoken) {
      throw new WakeupException();
    }
    return log.emptyPoll();
  }

  private static Settings settings() {
    var stage =
        new Stage("orders", List.of(new TopicSelector.Exact("orders")), List.of(), null, null);
    return new Settings(
        new Pipeline("test", "test", FieldSources.defaults(), List.of(stage)),
        Settings.StoreKind.MEMORY,
        new Settings.Start.Earliest(),
        1,
        Duration.ofMillis(500),
        Duration.ofSeconds(30),
        10,
        1_000,
        Duration.ofSeconds(10));
  }

  private static Request request(String stage) {
    return new Request(stage, By.ID, T, T, Set.of(wanted(id(1))));
  }

  private Future<Answer> search() {
    return scanner.search(request("orders")).toCompletableFuture();
  }

  private static Answer get(Future<Answer> answer) throws Exception {
    return answer.get(30, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() {
    goOn.countDown();
    scanner.stop();
    awaitNoThread();
    assertThat(made).allMatch(LogMock::closed);
  }

  private void awaitNoThread() {
    await().atMost(Duration.ofSeconds(10)).until(() -> scanner.thread().isEmpty());
  }

  @Test
  void nothingIsThereUntilSomebodyAsksAndThenOneConsumerServesAll() throws Exception {
    assertThat(scanner.thread()).isEmpty();
    for (int at = 0; at < 5; at++) {
      assertThat(get(search()).hits()).hasSize(1);
    }
    assertThat(made).hasSize(1);
    assertThat(made.getFirst().assignment()).as("holds nothing between searches").isEmpty();
    assertThat(scanner.thread()).get().matches(Thread::isDaemon);
    assertThat(scanner.searches()).isEqualTo(5);
    assertThat(scanner.records()).isEqualTo(5);
  }

  @Test
  void whatIsNotUsedGoesAndComesAgain() throws Exception {
    scanner = scanner(Duration.ofMillis(20), Duration.ofMillis(40));
    assertThat(get(search()).hits()).hasSize(1);
    awaitNoThread();
    assertThat(made.getFirst().closed()).isTrue();
    assertThat(get(search()).hits()).hasSize(1);
    assertThat(made).hasSize(2);
  }

  @Test
  void aConsumerThatKnowsTheTopicsOfLongAgoIsReplaced() throws Exception {
    scanner = scanner(Duration.ZERO, LONG);
    get(search());
    get(search());
    assertThat(made).hasSize(2);
  }

  @Test
  void sixteenMayWaitAndThoseWhoGaveUpAreNotSearchedFor() throws Exception {
    isHeld = true;
    var running = search();
    await().until(() -> !made.isEmpty());
    var waiting = new ArrayList<Future<Answer>>();
    for (int at = 0; at < 16; at++) {
      waiting.add(search());
    }
    assertThatThrownBy(() -> get(search()))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(UnavailableException.class)
        .hasMessage("16 searches are waiting");
    waiting.getFirst().cancel(false);
    goOn.countDown();
    get(running);
    for (var answer : waiting.subList(1, 16)) {
      assertThat(get(answer).hits()).hasSize(1);
    }
    assertThat(scanner.searches()).isEqualTo(16);
  }

  @Test
  void aFailureIsOfOneSearchAndTheNextHasAConsumerOfItsOwn() throws Exception {
    cannotBeMade = true;
    assertThatThrownBy(() -> get(search()))
        .cause()
        .isInstanceOf(UnavailableException.class)
        .hasMessage("stage orders: no such host");
    cannotBeMade = false;
    get(search());
    made.getFirst().isDead = true;
    assertThatThrownBy(() -> get(search()))
        .cause()
        .isInstanceOf(UnavailableException.class)
        .hasMessage("stage orders: no answer within 5000 ms");
    assertThat(made.getFirst().closed()).isTrue();
    assertThat(get(search()).hits()).hasSize(1);
    assertThat(scanner.searches()).isEqualTo(4);
  }

  @Test
  void aStageThatIsNotThereFailsAtOnce() {
    var answer = scanner.search(request("fills")).toCompletableFuture();
    assertThat(answer).isCompletedExceptionally();
    assertThat(answer.exceptionNow()).hasMessage("no stage fills");
    assertThat(scanner.thread()).isEmpty();
  }

  @Test
  void stoppingEndsTheSearchAndFailsWhatWaits() {
    isHeld = true;
    var running = search();
    await().until(() -> !made.isEmpty());
    var waiting = search();
    scanner.stop();
    for (var answer : List.of(running, waiting, search())) {
      assertThatThrownBy(() -> get(answer))
          .cause()
          .isInstanceOf(UnavailableException.class)
          .hasMessage("the process ends");
    }
    awaitNoThread();
  }

  @Test
  void anIdleThreadEndsWhenItIsStopped() throws Exception {
    get(search());
    scanner.stop();
    awaitNoThread();
    assertThat(made.getFirst().closed()).isTrue();
  }
}
