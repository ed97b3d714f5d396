package dev.weir.redis;

import static dev.weir.monitor.SnapshotStore.ABSENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.flow.PartitionId;
import dev.weir.monitor.SnapshotStore;
import dev.weir.monitor.SnapshotStore.Changes;
import dev.weir.monitor.SnapshotStore.Commit;
import dev.weir.monitor.SnapshotStore.CommitResult;
import dev.weir.monitor.SnapshotStore.CommitResult.Committed;
import dev.weir.monitor.SnapshotStore.CommitResult.Rewound;
import dev.weir.monitor.SnapshotStore.CommitResult.Superseded;
import dev.weir.monitor.SnapshotStore.CommitResult.Unavailable;
import dev.weir.monitor.SnapshotStore.Load;
import dev.weir.monitor.SnapshotStore.Snapshot;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.redis.client.RedisOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Faults of a real server: what is said while they last, and that the same client gets over them.
 */
class RedisOutageTest {
  private static final PartitionId TICKS = new PartitionId("market.ticks", 0);
  private static final Duration SHORT = Duration.ofMillis(250);
  private static final Duration RECOVERY = Duration.ofSeconds(10);

  private final RedisFixture redis = new RedisFixture();
  private final SnapshotStore store = redis.stores().snapshots();
  private final SnapshotStore hasty = redis.stores(SHORT).snapshots();

  @AfterEach
  void stop() {
    redis.server.process().resume();
    redis.close();
  }

  @Test
  void aHungServerCostsAFixedNumberOfCallsAndIsUsedAgainOnceItGoesOn() {
    assertThat(commit(ABSENT, 1, "a")).isEqualTo(new Committed());
    redis.server.call("CONFIG", "RESETSTAT");
    redis.server.pause();

    List<Uni<List<CommitResult>>> calls =
        IntStream.range(0, 500).mapToObj(i -> hasty.commit(List.of(next(1, 2, "b")))).toList();
    List<String> details =
        Uni.join().all(calls).andCollectFailures().await().atMost(RECOVERY).stream()
            .map(results -> ((Unavailable) results.getFirst()).detail())
            .toList();

    assertThat(details)
        .filteredOn(detail -> detail.contains("did not answer within 250 ms"))
        .hasSize(RedisLine.CALLS);
    assertThat(details)
        .filteredOn(detail -> detail.contains("has not answered 16 earlier calls"))
        .hasSize(500 - RedisLine.CALLS);
    redis.server.resume();
    await().atMost(RECOVERY).until(() -> load() instanceof Load.Found);
    assertThat(redis.calls("eval")).isLessThanOrEqualTo(RedisLine.CALLS);
  }

  @Test
  void everyPortSaysThatAHungServerDoesNotAnswer() {
    RedisStores stores = redis.stores(SHORT);
    redis.server.pause();

    assertThat(hasty.load(TICKS).await().atMost(RECOVERY)).isInstanceOf(Load.Unavailable.class);
    assertThat(hasty.changes(Map.of(TICKS, ABSENT)).await().atMost(RECOVERY))
        .isInstanceOf(Changes.Unavailable.class);
    for (Uni<?> call :
        List.of(
            stores.coordination().lease("a", SHORT),
            stores.coordination().release("a"),
            stores.coordination().heartbeat("a", Instant.EPOCH, SHORT),
            stores.coordination().origin(Instant.EPOCH),
            stores.validations().since(Instant.EPOCH, 5))) {
      assertThatThrownBy(() -> call.await().atMost(RECOVERY))
          .hasMessageContaining("did not answer within 250 ms");
    }
  }

  @Test
  void connectionsOfAPeerThatVanishedAreGivenUpWithoutItsHelp() {
    Consumer<RedisOptions> impatient =
        options -> options.getNetClientOptions().setReadIdleTimeout(1);
    RedisLine line =
        new RedisLine(redis.client(redis.server.url(), impatient).getDelegate(), SHORT);
    SnapshotStore own = new RedisSnapshotStore(line, RedisFixture.keys());
    redis.server.pause();
    for (int i = 0; i < RedisLine.CALLS; i++) {
      own.load(TICKS).subscribe().with(ignored -> {});
    }
    assertThat(own.load(TICKS).await().atMost(RECOVERY).toString()).contains("earlier calls");

    await()
        .atMost(RECOVERY)
        .until(
            () -> own.load(TICKS).await().atMost(RECOVERY).toString().contains("did not answer"));
  }

  @Test
  void aServerThatWasKilledIsUsedAgainWithItsData() {
    commit(ABSENT, 1, "a");

    redis.server.kill();
    assertThat(commit(1, 2, "b")).isInstanceOf(Unavailable.class);
    assertThat(((Load.Unavailable) load()).detail()).contains("Connection refused");
    redis.server.restart();

    await().atMost(RECOVERY).until(() -> commit(1, 2, "b") instanceof Committed);
    assertThat(found().offset()).isEqualTo(2);
  }

  @Test
  void oneClientOutlivesManyRestarts() {
    for (long round = 1; round <= 12; round++) {
      long expected = round == 1 ? ABSENT : round - 1;
      long offset = round;
      // A commit that timed out may have been applied; the retry is superseded by it then.
      await()
          .atMost(RECOVERY)
          .until(
              () -> commit(expected, offset, "a"),
              result -> result.equals(new Committed()) || result.equals(new Superseded(offset)));
      redis.server.pause();
      // Every connection of the pool waits for an answer when the server dies.
      List<Uni<Load>> waiting =
          IntStream.range(0, RedisLine.CALLS).mapToObj(call -> hasty.load(TICKS)).toList();
      Uni.join().all(waiting).andCollectFailures().await().atMost(RECOVERY);
      redis.server.kill();
      redis.server.restart();
    }

    await().atMost(RECOVERY).untilAsserted(() -> assertThat(found().offset()).isEqualTo(12));
  }

  @Test
  void aServerThatLostItsDataSaysRewound() {
    commit(ABSENT, 1, "a");

    redis.server.kill();
    redis.server.restartEmpty();

    await().atMost(RECOVERY).until(() -> !(load() instanceof Load.Unavailable));
    assertThat(commit(1, 2, "b")).isEqualTo(new Rewound(ABSENT));
    assertThat(commit(ABSENT, 2, "b")).isEqualTo(new Committed());
  }

  @Test
  void aFullServerRefusesTheWholeCommitAndStillAnswersReads() {
    commit(ABSENT, 1, "a");
    redis.server.call("CONFIG", "SET", "maxmemory", "1");

    assertThat(((Unavailable) commit(1, 2, "b")).detail()).contains("maxmemory");
    assertThat(found().offset()).isEqualTo(1);
    assertThat(text(found())).isEqualTo("a");
    assertThatThrownBy(
            () -> redis.stores().coordination().lease("x", RECOVERY).await().atMost(RECOVERY))
        .hasMessageContaining("maxmemory");

    redis.server.call("CONFIG", "SET", "maxmemory", "0");
    assertThat(commit(1, 2, "b")).isEqualTo(new Committed());
  }

  @Test
  void aReplicaRefusesCommitsUntilItIsPromoted() {
    commit(ABSENT, 1, "a");
    redis.server.call("REPLICAOF", "127.0.0.1", "1");

    assertThat(((Unavailable) commit(1, 2, "b")).detail()).contains("READONLY");

    redis.server.call("REPLICAOF", "NO", "ONE");
    assertThat(commit(1, 2, "b")).isEqualTo(new Committed());
  }

  @Test
  void aServerWithTooManyClientsIsUsedAgainWhenThereIsRoom() {
    var admin = redis.client(redis.server.url(), options -> {}).connectAndAwait();
    admin.sendAndAwait(config("SET", "maxclients", "1"));
    for (int i = 0; i < 3 * RedisLine.CALLS; i++) {
      assertThat(load()).isInstanceOf(Load.Unavailable.class);
    }

    admin.sendAndAwait(config("SET", "maxclients", "100"));

    await().atMost(RECOVERY).until(() -> commit(ABSENT, 1, "a") instanceof Committed);
  }

  @Test
  void aWrongPasswordIsReportedWithoutThePassword() {
    redis.server.call("CONFIG", "SET", "requirepass", "right-one");
    String url = redis.server.url();

    String refused = loadWith(url.replace("://", "://:wrong-one@"));
    String admitted = loadWith(url.replace("://", "://:right-one@"));

    assertThat(refused).contains("WRONGPASS").doesNotContain("wrong-one");
    assertThat(admitted).contains("Missing");
  }

  @Test
  void aCommitThatTimedOutButWasAppliedLateDoesNotUndoItsRetry() {
    commit(ABSENT, 10, "first");
    redis.server.pause();
    for (Commit late : List.of(next(10, 20, "old"), next(10, 30, "newer"))) {
      assertThat(hasty.commit(List.of(late)).await().atMost(RECOVERY))
          .hasOnlyElementsOfType(Unavailable.class);
    }
    redis.server.resume();

    // The owner goes by the port's words: what is superseded is written again on top.
    long[] expected = {10};
    await()
        .atMost(RECOVERY)
        .until(
            () -> {
              CommitResult result = commit(expected[0], 40, "newest");
              if (result instanceof Superseded(long stored)) {
                expected[0] = stored;
              }
              assertThat(result).isNotInstanceOf(Rewound.class);
              return result instanceof Committed || expected[0] == 40;
            });

    assertThat(found().offset()).isEqualTo(40);
    assertThat(text(found())).isEqualTo("newest");
    await()
        .during(Duration.ofMillis(300))
        .atMost(RECOVERY)
        .untilAsserted(() -> assertThat(found().offset()).isEqualTo(40));
  }

  private String loadWith(String url) {
    return new RedisStores(
            redis.client(url, options -> {}), "paper", "trading", RedisStores.TIMEOUT)
        .snapshots()
        .load(TICKS)
        .await()
        .atMost(RECOVERY)
        .toString();
  }

  private static Request config(String... words) {
    var request = Request.cmd(Command.CONFIG);
    for (String word : words) {
      request.arg(word);
    }
    return request;
  }

  private Load load() {
    return store.load(TICKS).await().atMost(RECOVERY);
  }

  private Snapshot found() {
    return ((Load.Found) load()).snapshot();
  }

  private CommitResult commit(long expected, long offset, String text) {
    return store.commit(List.of(next(expected, offset, text))).await().atMost(RECOVERY).getFirst();
  }

  private static Commit next(long expected, long offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new Commit(TICKS, expected, offset, Map.of("a", bytes), true);
  }

  private static String text(Snapshot snapshot) {
    return new String(Objects.requireNonNull(snapshot.sections().get("a")), StandardCharsets.UTF_8);
  }
}
