package dev.weir.redis;

import static dev.weir.monitor.SightingSamples.sighting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.PartitionId;
import dev.weir.monitor.Journal;
import dev.weir.monitor.Journal.Appended;
import dev.weir.monitor.Journal.Found;
import dev.weir.monitor.JournalContract;
import dev.weir.monitor.JournalSettings;
import dev.weir.monitor.Sighting;
import dev.weir.monitor.SightingSamples;
import dev.weir.monitor.SnapshotStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisJournalTest extends JournalContract {
  private static final String META = "weir:{paper}:trading:journal";
  private static RedisFixture redis;

  @BeforeAll
  static void start() {
    redis = new RedisFixture();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @AfterEach
  void resume() {
    redis.server.process().resume();
  }

  @Override
  protected Journal journal(JournalSettings settings) {
    redis.server.call("FLUSHALL");
    return redis.stores().journal(settings);
  }

  private static List<Sighting> traces(int traces, int events, Random random) {
    var all = new ArrayList<Sighting>();
    for (int trace = 0; trace < traces; trace++) {
      var id = new UUID(random.nextLong(), random.nextLong()).toString().replace("-", "");
      for (int event = 0; event < events; event++) {
        var own = new UUID(random.nextLong(), random.nextLong()).toString();
        all.add(
            sighting(
                id,
                own,
                own,
                "trading.signals",
                (long) trace * events + event,
                SightingSamples.NOON + all.size()));
      }
    }
    return all;
  }

  private static List<String> keys() {
    return redis.server.call("KEYS", "*").lines().filter(key -> !key.isEmpty()).sorted().toList();
  }

  @Test
  void aBatchIsOneCallAndSoIsALookUp() {
    var journal = journal(settings(10_000));
    redis.server.call("CONFIG", "RESETSTAT");
    append(journal, traces(50, 5, new Random(1)));
    assertThat(redis.calls("eval")).isEqualTo(1);
    find(journal, "any", "other");
    assertThat(redis.calls("eval")).isEqualTo(2);
  }

  @Test
  void howeverManyAskTheyTakeOneCallAtATime() {
    var stores = redis.stores();
    redis.server.call("FLUSHALL");
    var journal = stores.journal(settings(1_000));
    append(journal, List.of(sighting("t-1", "e-1", 1)));
    redis.server.pause();
    var calls =
        IntStream.range(0, 300)
            .mapToObj(
                at ->
                    journal.find(List.of(SightingSamples.hash("t-1"))).subscribeAsCompletionStage())
            .toList();
    // Whoever keeps state has calls left, though all of these wait.
    var load =
        stores.snapshots().load(new PartitionId("market.ticks", 0)).subscribeAsCompletionStage();
    assertThat(load).isNotDone();
    redis.server.resume();
    assertThat(load.join()).isEqualTo(new SnapshotStore.Load.Missing());
    assertThat(calls)
        .allSatisfy(
            call ->
                assertThat(((Found.Sightings) call.join()).sightings())
                    .extracting(Sighting::eventId)
                    .containsExactly("e-1"));
  }

  @Test
  void questionsThatAreTooManyAreRefused() {
    var journal = redis.stores(Duration.ofMillis(300)).journal(settings(1_000));
    redis.server.pause();
    var calls =
        IntStream.range(0, LookUps.MOST_WAITING + 100)
            .mapToObj(at -> journal.find(List.of(1L)).subscribeAsCompletionStage())
            .toList();
    var refused =
        calls.stream()
            .filter(call -> call.isDone())
            .map(call -> ((Found.Unavailable) call.join()).detail())
            .toList();
    // One had gone out by itself when the others came.
    assertThat(refused).hasSize(99).allMatch(detail -> detail.contains("512 earlier questions"));
    redis.server.resume();
    assertThat(calls).allSatisfy(call -> assertThat(call.join()).isNotNull());
  }

  @Test
  void allKeysCarryTheHashTagAndAllButOneExpire() {
    var journal = journal(settings(1_000));
    append(journal, traces(300, 3, new Random(2)), "order-1");
    long longest = Duration.ofMinutes(15).toMillis() * 9 / 8;

    assertThat(keys()).contains(META).allMatch(key -> key.startsWith(META));
    for (var key : keys()) {
      if (!key.equals(META)) {
        assertThat(Long.parseLong(redis.server.call("PTTL", key)))
            .as(key)
            .isBetween(longest - 60_000, longest);
      }
    }
  }

  @Test
  void partsThatAreTooManyAreRemovedAsAWhole() {
    var journal = journal(settings(JournalSettings.LEAST_TRACES));
    append(journal, traces(100, 2, new Random(3)));
    int full = keys().size();
    append(journal, traces(5_000, 2, new Random(4)));
    assertThat(keys()).hasSizeLessThanOrEqualTo(full + 2);
    assertThat(full).isLessThanOrEqualTo(1 + 2 * JournalScripts.PARTS);
  }

  @Test
  void whatOneReplicaWritesAnotherOneFinds() {
    var one = journal(settings(1_000));
    var other = redis.stores().journal(settings(1_000));
    var first = sighting("t-1", "e-1", 1);
    var second = sighting("t-1", "e-2", 2);
    append(one, List.of(first));
    append(other, List.of(second));
    assertThat(find(one, "e-2")).containsExactlyInAnyOrder(first, second);
    assertThat(find(other, "e-1")).containsExactlyInAnyOrder(first, second);
  }

  @Test
  void aServerThatForgotEverythingBeginsAnew() {
    var journal = journal(settings(1_000));
    append(journal, traces(100, 2, new Random(5)));
    redis.server.call("FLUSHALL");
    assertThat(find(journal, "t-1")).isEmpty();
    append(journal, List.of(sighting("t-1", "e-1", 1)));
    assertThat(find(journal, "e-1")).hasSize(1);
  }

  @Test
  void troubleIsAResult() {
    var journal = journal(settings(1_000));
    redis.server.call("SET", META, "no hash");
    var batch = SightingSamples.batches(List.of(sighting("t-1", "e-1", 1))).getFirst();
    assertThat(get(journal.append(batch)))
        .isInstanceOfSatisfying(
            Appended.Unavailable.class, down -> assertThat(down.detail()).contains("WRONGTYPE"));
    assertThat(get(journal.find(List.of(1L)))).isInstanceOf(Found.Unavailable.class);
  }

  @Test
  void aServerThatHangsIsNotWaitedFor() {
    journal(settings(1_000));
    var hasty = redis.stores(Duration.ofMillis(200)).journal(settings(1_000));
    var batch = SightingSamples.batches(List.of(sighting("t-1", "e-1", 1))).getFirst();
    redis.server.pause();
    assertThat(get(hasty.append(batch)))
        .isInstanceOfSatisfying(
            Appended.Unavailable.class,
            down -> assertThat(down.detail()).contains("did not answer within 200 ms"));
    assertThat(get(hasty.find(List.of(1L)))).isInstanceOf(Found.Unavailable.class);
  }

  @Test
  void aSightingCostsItsBytesAndLittleMore() {
    var journal = journal(settings(100_000));
    redis.server.call("CONFIG", "RESETSTAT");
    long before = memory();
    int traces = 20_000;
    int events = 5;
    append(journal, traces(traces, events, new Random(6)));

    double each = (double) (memory() - before) / (traces * events);
    double payload =
        SightingSamples.batches(traces(1, 1, new Random(6)))
            .getFirst()
            .entries()
            .getFirst()
            .sighting()
            .length;
    System.out.printf(
        "a sighting: %.0f B of %.0f B; %s%n",
        each,
        payload,
        redis
            .server
            .call("INFO", "commandstats")
            .lines()
            .filter(line -> line.startsWith("cmdstat_eval:"))
            .findFirst()
            .orElse(""));
    assertThat(each).isBetween(payload, payload + 70);
    // A list and a hash that are not compact would cost several times as much.
    var some = keys().stream().filter(key -> key.contains(":h")).limit(20).toList();
    for (var key : some) {
      assertThat(redis.server.call("OBJECT", "ENCODING", key)).isIn("listpack", "ziplist");
    }
  }

  private static long memory() {
    return redis
        .server
        .call("INFO", "memory")
        .lines()
        .filter(line -> line.startsWith("used_memory_dataset:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void manyBatchesAtOnceLoseNothing() {
    var journal = journal(settings(100_000));
    var all = traces(2_000, 1, new Random(7));
    var calls = SightingSamples.batches(all).stream().map(journal::append).toList();
    var kept =
        calls.stream().map(call -> call.subscribeAsCompletionStage()).toList().stream()
            .mapToInt(stage -> ((Appended.Kept) stage.join()).sightings())
            .sum();
    assertThat(kept).isEqualTo(2_000);
    assertThat(IntStream.range(0, 2_000).filter(at -> at % 97 == 0))
        .allMatch(at -> !find(journal, String.valueOf(all.get(at).traceId())).isEmpty());
  }
}
