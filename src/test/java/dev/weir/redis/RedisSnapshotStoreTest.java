package dev.weir.redis;

import static dev.weir.monitor.SnapshotStore.ABSENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.PartitionId;
import dev.weir.monitor.SnapshotStore;
import dev.weir.monitor.SnapshotStore.Commit;
import dev.weir.monitor.SnapshotStore.CommitResult;
import dev.weir.monitor.SnapshotStore.CommitResult.Committed;
import dev.weir.monitor.SnapshotStore.CommitResult.Unavailable;
import dev.weir.monitor.SnapshotStore.Load;
import dev.weir.monitor.SnapshotStoreContract;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisSnapshotStoreTest extends SnapshotStoreContract {
  private static RedisFixture redis;

  @BeforeAll
  static void start() {
    redis = new RedisFixture();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @BeforeEach
  void empty() {
    redis.server.call("FLUSHALL");
  }

  @Override
  protected SnapshotStore store() {
    return redis.stores().snapshots();
  }

  @Test
  void commandsGrowWithPartitionsAndCommitsNotWithWhatIsStored() {
    SnapshotStore store = store();
    redis.server.call("CONFIG", "RESETSTAT");
    int partitions = 20;
    int rounds = 5;

    for (int round = 0; round < rounds; round++) {
      List<Commit> commits = new ArrayList<>();
      for (int partition = 0; partition < partitions; partition++) {
        Map<String, byte[]> sections = new HashMap<>();
        for (int section = 0; section <= round * 4; section++) {
          sections.put("section-" + section, new byte[1 << (2 * round + 4)]);
        }
        commits.add(new Commit(partition(partition), round - 1, round, sections, false));
      }
      assertThat(store.commit(commits).await().indefinitely()).containsOnly(new Committed());
    }

    assertThat(redis.calls("eval")).as("one carries the script").isEqualTo(rounds);
    assertThat(redis.calls("evalsha")).isEqualTo((long) (partitions - 1) * rounds);
    assertThat(redis.calls("hget")).isEqualTo((long) partitions * rounds);
    assertThat(redis.calls("hset")).isEqualTo((long) partitions * rounds);
  }

  @Test
  void onlyChangedSnapshotsAreRead() {
    SnapshotStore store = store();
    Map<PartitionId, Long> known = new HashMap<>();
    for (int i = 0; i < 20; i++) {
      store.commit(List.of(first(partition(i)))).await().indefinitely();
      known.put(partition(i), i < 3 ? ABSENT : 5L);
    }
    redis.server.call("CONFIG", "RESETSTAT");

    store.changes(known).await().indefinitely();

    assertThat(redis.calls("hget")).isEqualTo(20);
    assertThat(redis.calls("hgetall")).isEqualTo(3);
  }

  @Test
  void oneBrokenKeyDoesNotCostTheResultsOfTheOthers() {
    redis.server.call("SET", RedisFixture.keys().partition(partition(1)), "not a hash");

    List<CommitResult> results =
        store()
            .commit(List.of(first(partition(0)), first(partition(1)), first(partition(2))))
            .await()
            .indefinitely();

    assertThat(results.get(0)).isEqualTo(new Committed());
    assertThat(((Unavailable) results.get(1)).detail()).contains("WRONGTYPE");
    assertThat(results.get(2)).isEqualTo(new Committed());
  }

  @Test
  void anOffsetThatIsNoNumberIsTroubleNotAFailure() {
    redis.server.call("HSET", RedisFixture.keys().partition(partition(0)), "o", "twelve");

    assertThat(((Load.Unavailable) store().load(partition(0)).await().indefinitely()).detail())
        .contains("'twelve'");
    assertThat(store().commit(List.of(first(partition(0)))).await().indefinitely())
        .singleElement()
        .isInstanceOf(Unavailable.class);
  }

  @Test
  void keysCarryTheNamespaceAsHashTag() {
    store().commit(List.of(first(partition(3)))).await().indefinitely();

    assertThat(redis.server.call("KEYS", "*")).isEqualTo("weir:{paper}:trading:p:market.ticks:3");
  }

  private static PartitionId partition(int number) {
    return new PartitionId("market.ticks", number);
  }

  private static Commit first(PartitionId partition) {
    return new Commit(partition, ABSENT, 5, Map.of("a", new byte[] {1}), true);
  }
}
