package dev.weir.monitor;

import static dev.weir.monitor.SnapshotStore.ABSENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.PartitionId;
import dev.weir.monitor.SnapshotStore.Changes;
import dev.weir.monitor.SnapshotStore.Commit;
import dev.weir.monitor.SnapshotStore.CommitResult;
import dev.weir.monitor.SnapshotStore.CommitResult.Committed;
import dev.weir.monitor.SnapshotStore.CommitResult.Rewound;
import dev.weir.monitor.SnapshotStore.CommitResult.Superseded;
import dev.weir.monitor.SnapshotStore.Load;
import dev.weir.monitor.SnapshotStore.Snapshot;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link SnapshotStore} does. */
public abstract class SnapshotStoreContract {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final PartitionId TICKS = new PartitionId("market.ticks", 3);
  private static final PartitionId ORDERS = new PartitionId("trading.orders", 0);

  /** A store that holds nothing. */
  protected abstract SnapshotStore store();

  @Test
  void nothingIsMissingNotUnavailable() {
    assertThat(await(store().load(TICKS))).isEqualTo(new Load.Missing());
  }

  @Test
  void whatIsCommittedIsLoadedByteForByte() {
    SnapshotStore store = store();
    byte[] everyByte = new byte[512];
    for (int i = 0; i < everyByte.length; i++) {
      everyByte[i] = (byte) i;
    }

    CommitResult result =
        commit(store, first(TICKS, 7, Map.of("keys", everyByte, "häufig:\n", new byte[0])));

    assertThat(result).isEqualTo(new Committed());
    Snapshot stored = load(store, TICKS);
    assertThat(stored.offset()).isEqualTo(7);
    assertThat(stored.sections()).containsOnlyKeys("keys", "häufig:\n");
    assertThat(stored.sections().get("keys")).isEqualTo(everyByte);
    assertThat(stored.sections().get("häufig:\n")).isEmpty();
  }

  @Test
  void aPartCommitLeavesOtherSectionsAlone() {
    SnapshotStore store = store();
    commit(store, first(TICKS, 1, Map.of("a", bytes("1"), "b", bytes("1"))));

    commit(store, new Commit(TICKS, 1, 2, Map.of("b", bytes("2")), false));

    assertThat(load(store, TICKS).sections()).containsOnlyKeys("a", "b");
    assertThat(load(store, TICKS).sections().get("a")).isEqualTo(bytes("1"));
    assertThat(load(store, TICKS).sections().get("b")).isEqualTo(bytes("2"));
  }

  @Test
  void aWholeCommitRemovesOtherSections() {
    SnapshotStore store = store();
    commit(store, first(TICKS, 1, Map.of("a", bytes("1"), "b", bytes("1"))));

    commit(store, new Commit(TICKS, 1, 2, Map.of("b", bytes("2")), true));

    assertThat(load(store, TICKS).sections()).containsOnlyKeys("b");
    assertThat(load(store, TICKS).sections().get("b")).isEqualTo(bytes("2"));
  }

  @Test
  void aCommitWithoutSectionsMovesTheOffset() {
    SnapshotStore store = store();
    commit(store, first(TICKS, 1, Map.of("a", bytes("1"))));

    assertThat(commit(store, new Commit(TICKS, 1, 9, Map.of(), false))).isEqualTo(new Committed());

    assertThat(load(store, TICKS).offset()).isEqualTo(9);
    assertThat(load(store, TICKS).sections()).containsOnlyKeys("a");
  }

  @Test
  void aCommitBehindTheStoredOffsetIsSupersededAndChangesNothing() {
    SnapshotStore store = store();
    commit(store, first(TICKS, 10, Map.of("a", bytes("newer"))));

    CommitResult late =
        commit(store, new Commit(TICKS, 4, 11, Map.of("a", bytes("x"), "b", bytes("x")), true));

    assertThat(late).isEqualTo(new Superseded(10));
    assertThat(load(store, TICKS).offset()).isEqualTo(10);
    assertThat(load(store, TICKS).sections().get("a")).isEqualTo(bytes("newer"));
    assertThat(load(store, TICKS).sections()).containsOnlyKeys("a");
  }

  @Test
  void aFirstCommitOnSomethingStoredIsSuperseded() {
    SnapshotStore store = store();
    commit(store, first(TICKS, 0, Map.of()));

    assertThat(commit(store, first(TICKS, 5, Map.of()))).isEqualTo(new Superseded(0));
  }

  @Test
  void aCommitAheadOfTheStoredOffsetIsRewound() {
    SnapshotStore store = store();

    assertThat(commit(store, new Commit(TICKS, 5, 6, Map.of(), true)))
        .isEqualTo(new Rewound(ABSENT));
    commit(store, first(TICKS, 3, Map.of()));
    assertThat(commit(store, new Commit(TICKS, 5, 6, Map.of(), true))).isEqualTo(new Rewound(3));
  }

  @Test
  void offsetsPastDoublePrecisionAreToldApart() {
    SnapshotStore store = store();
    long offset = (1L << 53) + 1;
    commit(store, first(TICKS, offset, Map.of()));

    assertThat(commit(store, new Commit(TICKS, offset - 1, offset + 5, Map.of(), false)))
        .isEqualTo(new Superseded(offset));
    assertThat(commit(store, new Commit(TICKS, offset, Long.MAX_VALUE, Map.of(), false)))
        .isEqualTo(new Committed());
    assertThat(load(store, TICKS).offset()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void resultsComeInTheOrderGivenAndStandAlone() {
    SnapshotStore store = store();
    commit(store, first(ORDERS, 4, Map.of()));

    List<CommitResult> results =
        await(
            store.commit(
                List.of(
                    first(TICKS, 1, Map.of("a", bytes("1"))),
                    first(ORDERS, 9, Map.of()),
                    new Commit(TICKS, 1, 2, Map.of("b", bytes("2")), false))));

    assertThat(results).containsExactly(new Committed(), new Superseded(4), new Committed());
    assertThat(load(store, TICKS).offset()).isEqualTo(2);
    assertThat(load(store, TICKS).sections()).containsOnlyKeys("a", "b");
  }

  @Test
  void noCommitsHaveNoResults() {
    assertThat(await(store().commit(List.of()))).isEmpty();
    assertThat(await(store().changes(Map.of()))).isEqualTo(new Changes.Found(Map.of(), List.of()));
  }

  @Test
  void changesAreTheSnapshotsWithAnotherOffsetThanKnown() {
    SnapshotStore store = store();
    PartitionId behind = new PartitionId("market.ticks", 0);
    PartitionId ahead = new PartitionId("market.ticks", 1);
    PartitionId unknown = new PartitionId("market.ticks", 2);
    PartitionId gone = new PartitionId("market.ticks", 4);
    for (PartitionId partition : List.of(TICKS, behind, ahead, unknown)) {
      commit(store, first(partition, 5, Map.of("a", bytes(partition.toString()))));
    }

    Changes changes =
        await(store.changes(Map.of(TICKS, 5L, behind, 4L, ahead, 6L, unknown, ABSENT, gone, 5L)));

    Changes.Found found = (Changes.Found) changes;
    assertThat(found.changed()).containsOnlyKeys(behind, ahead, unknown);
    assertThat(found.missing()).containsExactly(gone);
    Snapshot snapshot = Objects.requireNonNull(found.changed().get(ahead));
    assertThat(snapshot.offset()).isEqualTo(5);
    assertThat(snapshot.sections().get("a")).isEqualTo(bytes("market.ticks-1"));
  }

  @Test
  void thousandsOfPartitionsGoAtOnce() {
    SnapshotStore store = store();
    List<Commit> commits = new ArrayList<>();
    Map<PartitionId, Long> known = new HashMap<>();
    for (int i = 0; i < 2_500; i++) {
      PartitionId partition = new PartitionId("many", i);
      commits.add(first(partition, i, Map.of("a", bytes("x"))));
      known.put(partition, ABSENT);
    }

    assertThat(await(store.commit(commits))).hasSize(2_500).containsOnly(new Committed());
    assertThat(((Changes.Found) await(store.changes(known))).changed()).hasSize(2_500);
  }

  @Test
  void concurrentOwnersFormOneChain() throws Exception {
    SnapshotStore store = store();
    long seed = 20_260_101;
    record Link(long expected, long offset) {}
    List<Link> links = Collections.synchronizedList(new ArrayList<>());

    try (ExecutorService owners = Executors.newFixedThreadPool(8)) {
      List<Callable<Void>> work = new ArrayList<>();
      for (int owner = 0; owner < 8; owner++) {
        SplittableRandom random = new SplittableRandom(seed + owner);
        work.add(
            () -> {
              long known = ABSENT;
              for (int step = 0; step < 60; step++) {
                long next = known + random.nextInt(1, 10);
                CommitResult result =
                    commit(store, new Commit(TICKS, known, next, Map.of(), false));
                if (result instanceof Committed) {
                  links.add(new Link(known, next));
                  known = next;
                } else if (result instanceof Superseded(long stored)) {
                  // Some owners remain behind for a while.
                  known = random.nextInt(4) == 0 ? known : stored;
                } else {
                  throw new AssertionError("seed " + seed + ": " + result);
                }
              }
              return null;
            });
      }
      for (Future<Void> done : owners.invokeAll(work)) {
        done.get();
      }
    }

    links.sort((a, b) -> Long.compare(a.offset(), b.offset()));
    long head = ABSENT;
    for (Link link : links) {
      assertThat(link.expected()).as("seed %d, %s", seed, links).isEqualTo(head);
      head = link.offset();
    }
    assertThat(load(store, TICKS).offset()).as("seed %d", seed).isEqualTo(head);
    assertThat(links).as("seed %d", seed).hasSizeGreaterThan(60);
  }

  private static Commit first(PartitionId partition, long offset, Map<String, byte[]> sections) {
    return new Commit(partition, ABSENT, offset, sections, true);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static CommitResult commit(SnapshotStore store, Commit commit) {
    return await(store.commit(List.of(commit))).getFirst();
  }

  private static Snapshot load(SnapshotStore store, PartitionId partition) {
    return ((Load.Found) await(store.load(partition))).snapshot();
  }

  private static <T> T await(Uni<T> call) {
    return call.await().atMost(PATIENCE);
  }
}
