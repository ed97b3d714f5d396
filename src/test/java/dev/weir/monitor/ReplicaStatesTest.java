package dev.weir.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.PartitionId;
import dev.weir.monitor.SnapshotStore.Changes;
import dev.weir.monitor.SnapshotStore.Snapshot;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is shown of partitions while they move between replicas. */
class ReplicaStatesTest {
  private static final PartitionId MINE = new PartitionId("ticks", 0);
  private static final PartitionId THEIRS = new PartitionId("ticks", 1);
  private static final Set<PartitionId> BOTH = Set.of(MINE, THEIRS);

  private final SettableClock clock = new SettableClock(Samples.NOW);
  private final IngestBoard board = new IngestBoard(Samples.NOW);
  private final AskedStore store = new AskedStore();
  private final ReplicaStates states = new ReplicaStates(store, board, clock, clock);

  /** Answers when the test says so. */
  private static final class AskedStore implements SnapshotStore {
    final List<Map<PartitionId, Long>> questions = new ArrayList<>();
    private final Deque<CompletableFuture<Changes>> waiting = new ArrayDeque<>();

    @Override
    public Uni<Changes> changes(Map<PartitionId, Long> known) {
      questions.add(Map.copyOf(known));
      var answer = new CompletableFuture<Changes>();
      waiting.add(answer);
      return Uni.createFrom().completionStage(answer);
    }

    void answer(PartitionId partition, long offset) {
      waiting.remove().complete(new Changes.Found(Map.of(partition, snapshot(offset)), List.of()));
    }

    void answer(Changes changes) {
      waiting.remove().complete(changes);
    }

    void fail() {
      waiting.remove().completeExceptionally(new IllegalStateException("broken pipe"));
    }

    @Override
    public Uni<Load> load(PartitionId partition) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Uni<List<CommitResult>> commit(List<Commit> commits) {
      throw new UnsupportedOperationException();
    }
  }

  private static final Map<PartitionId, Long> ENDS = Map.of(MINE, 1_000L, THEIRS, 1_000L);

  private static Snapshot snapshot(long offset) {
    return new Snapshot(offset, Map.of());
  }

  private long shown(PartitionId partition) {
    var found = states.newest(ENDS).get(partition);
    return found == null ? -1 : found.offset();
  }

  @Test
  void ownStatesComeFromTheBoardAndOthersFromTheStore() {
    board.publish(MINE, snapshot(10));
    assertThat(shown(MINE)).isEqualTo(10);
    assertThat(shown(THEIRS)).isEqualTo(-1);

    states.ask(BOTH);
    assertThat(store.questions).containsExactly(Map.of(THEIRS, SnapshotStore.ABSENT));
    store.answer(THEIRS, 20);
    assertThat(shown(THEIRS)).isEqualTo(20);
    assertThat(board.store().up()).isTrue();

    states.ask(BOTH);
    assertThat(store.questions.getLast()).isEqualTo(Map.of(THEIRS, 20L));
  }

  @Test
  void aPartitionThatLeavesKeepsItsFiguresUntilTheNewOwnerHasCaughtUp() {
    board.publish(MINE, snapshot(100));
    assertThat(shown(MINE)).isEqualTo(100);
    board.withdraw(MINE);
    assertThat(shown(MINE)).as("nobody has it now").isEqualTo(100);

    states.ask(Set.of(MINE));
    store.answer(MINE, 80);
    assertThat(shown(MINE)).as("the new owner began at the last commit").isEqualTo(100);
    states.ask(Set.of(MINE));
    store.answer(MINE, 101);
    assertThat(shown(MINE)).isEqualTo(101);
  }

  @Test
  void aPartitionThatComesKeepsTheFormerOwnersFiguresUntilWeHaveCaughtUp() {
    states.ask(Set.of(THEIRS));
    store.answer(THEIRS, 50);
    assertThat(shown(THEIRS)).isEqualTo(50);

    board.publish(THEIRS, snapshot(40));
    assertThat(shown(THEIRS)).isEqualTo(50);
    board.publish(THEIRS, snapshot(60));
    assertThat(shown(THEIRS)).isEqualTo(60);
  }

  @Test
  void aLogThatBeganAnewIsBelievedAfterAMinute() {
    board.publish(MINE, snapshot(100));
    assertThat(shown(MINE)).isEqualTo(100);
    board.publish(MINE, snapshot(3));
    clock.advance(Duration.ofSeconds(59));
    assertThat(shown(MINE)).isEqualTo(100);
    clock.advance(Duration.ofSeconds(1));
    assertThat(shown(MINE)).isEqualTo(3);
  }

  @Test
  void onlyOneQuestionIsOnItsWay() {
    states.ask(BOTH);
    states.ask(BOTH);
    assertThat(store.questions).hasSize(1);
    store.answer(new Changes.Found(Map.of(), List.of(MINE, THEIRS)));
    states.ask(BOTH);
    assertThat(store.questions).hasSize(2);
  }

  @Test
  void nothingIsAskedWhenAllPartitionsAreOurs() {
    board.publish(MINE, snapshot(1));
    states.ask(Set.of(MINE));
    assertThat(store.questions).isEmpty();
  }

  @Test
  void withoutAnAnswerTheLastFiguresStayAndTheLinkIsDown() {
    states.ask(BOTH);
    store.answer(THEIRS, 20);
    states.ask(BOTH);
    store.answer(new Changes.Unavailable("timed out"));
    assertThat(shown(THEIRS)).isEqualTo(20);
    assertThat(board.store().up()).isFalse();
    assertThat(board.store().detail()).isEqualTo("timed out");

    states.ask(BOTH);
    store.fail();
    assertThat(board.store().detail()).isEqualTo("broken pipe");
    states.ask(BOTH);
    assertThat(store.questions).as("a failure does not end the asking").hasSize(4);
  }

  @Test
  void partitionsOfADeletedTopicAreForgotten() {
    states.ask(BOTH);
    store.answer(THEIRS, 20);
    assertThat(states.newest(Map.of(MINE, 1_000L))).isEmpty();
    assertThat(shown(THEIRS)).isEqualTo(-1);
  }
}
