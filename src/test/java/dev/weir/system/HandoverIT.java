package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.stack.LocalStack;
import dev.weir.stack.WeirProcess;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three replicas under load that are restarted one after the other, or one of which sleeps. */
class HandoverIT {
  private static final List<String> STAGES = List.of("first", "second");

  private static final String DEFINITION =
      """
      weir:
        namespace: handover
        start: 1h
        commit-interval: 200ms
        behind-after: 40s
        pipeline:
          name: handover
          stages:
            first: { topics: [first], freshness: { degraded: 40s, down: 60s } }
            second: { topics: [second], freshness: { degraded: 40s, down: 60s } }
      """;

  private final LocalStack stack = LocalStack.running();
  private final List<WeirProcess> replicas = List.of(weir(), weir(), weir());
  private final Records records = new Records(stack.kafka().bootstrap());
  private final ScheduledExecutorService load = Executors.newSingleThreadScheduledExecutor();
  private final Map<String, AtomicLong> sent = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
  private final Map<WeirProcess, Map<String, Long>> seen = new HashMap<>();

  private WeirProcess weir() {
    return new WeirProcess(DEFINITION)
        .heap("256m")
        .kafka(stack.kafka().bootstrap())
        .redis(stack.redis().url())
        .property("kafka.session.timeout.ms", "6000")
        .property("kafka.heartbeat.interval.ms", "1000");
  }

  @BeforeEach
  void start() {
    stack.kafka().createTopics(STAGES, 4, Map.of());
    replicas.forEach(WeirProcess::start);
    replicas.forEach(WeirProcess::awaitReady);
    var _ = load.scheduleAtFixedRate(this::write, 0, 20, TimeUnit.MILLISECONDS);
    replicas.forEach(weir -> awaitFlow(weir, 500));
  }

  @AfterEach
  void close() {
    load.shutdownNow();
    records.close();
    replicas.forEach(WeirProcess::close);
    stack.close();
  }

  private AtomicLong sent(String stage) {
    return sent.computeIfAbsent(stage, _ -> new AtomicLong());
  }

  private void write() {
    for (var stage : STAGES) {
      for (int at = 0; at < 10; at++) {
        // Before it is sent: figures may never show more.
        long number = sent(stage).incrementAndGet();
        records.send(stage, "K" + number % 50, Records.body("K" + number % 50));
      }
    }
  }

  /** Until it shows so many more events than were sent when this was called. */
  private void awaitFlow(WeirProcess weir, long more) {
    long wanted = sent("first").get() + more;
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> Figures.stage(weir, "first").path("events").asLong(), n -> n >= wanted);
  }

  /** Notes what one look shows that it should not: a total that fell, or more than was sent. */
  private void look(WeirProcess weir) {
    var totals = seen.computeIfAbsent(weir, _ -> new HashMap<>());
    for (var stage : Figures.reply(weir, "/monitoring/pipeline").path("stages")) {
      var name = stage.path("name").asText();
      long events = stage.path("events").asLong();
      long before = totals.getOrDefault(name, 0L);
      long most = sent(name).get();
      if (events < before || events > most) {
        wrong.add("%s: %d after %d, sent %d".formatted(name, events, before, most));
      }
      if (!stage.path("status").asText().equals("HEALTHY")) {
        wrong.add("%s is %s: %s".formatted(name, stage.path("status"), stage.path("reason")));
      }
      totals.put(name, events);
    }
  }

  private static boolean leads(WeirProcess weir) {
    return Figures.reply(weir, "/monitoring/pipeline").at("/observer/leader").asBoolean();
  }

  private WeirProcess leader(List<WeirProcess> among) {
    var found = new ArrayList<WeirProcess>();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              found.clear();
              among.stream().filter(HandoverIT::leads).forEach(found::add);
              return found.size() == 1;
            });
    return found.getFirst();
  }

  private void awaitExact() throws InterruptedException {
    load.shutdown();
    assertThat(load.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    records.flush();
    for (var weir : replicas) {
      for (var stage : STAGES) {
        Figures.awaitExactly(weir, stage, sent(stage).get());
      }
    }
  }

  @Test
  void aRollingRestartShowsInNoTotalAndNoVerdict() throws InterruptedException {
    for (var restarted : replicas) {
      var others = replicas.stream().filter(weir -> weir != restarted).toList();
      var down = Executors.newSingleThreadExecutor();
      try {
        var back =
            down.submit(
                () -> {
                  restarted.stop();
                  restarted.start();
                  restarted.awaitReady();
                });
        long wanted = sent("first").get() + 1_000;
        await()
            .atMost(Duration.ofMinutes(2))
            .pollInterval(Duration.ofMillis(100))
            .until(
                () -> {
                  others.forEach(this::look);
                  return back.isDone()
                      && Figures.stage(restarted, "first").path("events").asLong() >= wanted;
                });
      } finally {
        down.shutdownNow();
      }
      assertThat(restarted.process().isAlive()).isTrue();
      assertThat(wrong).isEmpty();
      // It starts over with its own process, of which nothing was seen yet.
      seen.remove(restarted);
      leader(replicas);
    }
    awaitExact();
    replicas.forEach(this::look);
    assertThat(wrong).isEmpty();
  }

  @Test
  void aLeaderThatSleepsIsDeposedAndCountsNothingTwiceWhenItWakes() throws InterruptedException {
    var former = leader(replicas);
    long token = token();
    assertThat(former.post("/monitoring/validation").status()).isIn(200, 201);
    former.pause();
    var others = replicas.stream().filter(weir -> weir != former).toList();
    var next = leader(others);
    assertThat(token()).isEqualTo(token + 1);
    assertThat(next.post("/monitoring/validation").status()).isIn(200, 201);
    assertThat(validationToken()).isEqualTo(token + 1);
    // Its partitions have gone to the others.
    others.forEach(weir -> awaitFlow(weir, 500));

    var late = Executors.newSingleThreadExecutor();
    try {
      // Waits in the sleeper's socket, and is the first thing that it does.
      var write = late.submit(() -> validate(former));
      former.resume();
      assertThat(write.get(30, TimeUnit.SECONDS)).isNotNull();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new AssertionError(e);
    } finally {
      late.shutdownNow();
    }
    assertThat(validationToken())
        .as("what it wrote late has put nothing back")
        .isEqualTo(token + 1);
    await().atMost(Duration.ofSeconds(20)).until(() -> !leads(former));
    assertThat(leader(replicas)).isSameAs(next);
    awaitFlow(former, 500);
    awaitExact();
  }

  /** Asks until there is an answer. */
  private static String validate(WeirProcess weir) {
    while (true) {
      try {
        return weir.post("/monitoring/validation").json().path("validationId").asText();
      } catch (UncheckedIOException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw e;
        }
      }
    }
  }

  private long token() {
    return Long.parseLong(stack.redis().call("GET", "weir:{handover}:handover:lease-token"));
  }

  private long validationToken() {
    return Long.parseLong(stack.redis().call("GET", "weir:{handover}:handover:validation-token"));
  }
}
