package dev.weir.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.Events;
import dev.weir.flow.FiguresOf;
import dev.weir.flow.PartitionId;
import dev.weir.flow.PartitionState;
import dev.weir.flow.SnapshotCodec;
import dev.weir.monitor.PartitionOwner.Step;
import dev.weir.monitor.SnapshotStore.Commit;
import dev.weir.monitor.SnapshotStore.CommitResult;
import dev.weir.monitor.SnapshotStore.Load;
import dev.weir.monitor.SnapshotStore.Snapshot;
import dev.weir.pipeline.StageEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random schedules of reads, commits, crashes, zombies, lost answers and store outages on one
 * partition. However they fall, the stored state must in the end be that of one undisturbed pass
 * over the log. A failure prints its seed; {@code -Dweir.seed=N} runs that one alone.
 */
class OwnerSimulationTest {
  private static final PartitionId ID = new PartitionId("two", 0);
  private static final int KEY_LIMIT = 10;
  private static final int SCHEDULES = 3_000;

  @Test
  void everyScheduleEndsInTheStateOfOneUndisturbedPass() {
    var only = Long.getLong("weir.seed");
    if (only != null) {
      new Schedule(only, 0).run();
      return;
    }
    for (long seed = 1; seed <= SCHEDULES; seed++) {
      new Schedule(seed, 0).run();
    }
  }

  /** A test of the test: each sabotage of the protocol must be found. */
  @Test
  void sabotagesAreFound() {
    for (int sabotage = 1; sabotage <= 3; sabotage++) {
      int found = 0;
      for (long seed = 1; seed <= 300 && found == 0; seed++) {
        try {
          new Schedule(seed, sabotage).run();
        } catch (AssertionError | IllegalStateException e) {
          found++;
        }
      }
      assertThat(found).as("sabotage %d", sabotage).isPositive();
    }
  }

  private static final class Replica {
    final PartitionOwner owner =
        new PartitionOwner(ID, Events.shape(KEY_LIMIT), new SnapshotCodec());
    @Nullable Commit away;
    @Nullable Snapshot shown;
    int position;
  }

  /** One simulated run: a log, a store, and a current and perhaps a former owner. */
  private static final class Schedule {
    private final long seed;
    private final int sabotage;
    private final Random random;
    private final List<Events.Sample> log;
    private final StageEvent event = new StageEvent();
    private @Nullable Snapshot stored;
    private @Nullable Snapshot older;
    private Replica current = new Replica();
    private @Nullable Replica zombie;
    private boolean storeUp = true;

    Schedule(long seed, int sabotage) {
      this.seed = seed;
      this.sabotage = sabotage;
      this.random = new Random(seed);
      int events = 30 + random.nextInt(200);
      this.log =
          random.nextBoolean()
              ? Events.stream(random, events, 30)
              : Events.rogueStream(random, events, 30);
    }

    void run() {
      load(current);
      for (int step = 0; step < 120; step++) {
        disturb();
        var actor = zombie != null && random.nextBoolean() ? zombie : current;
        act(actor);
      }
      storeUp = true;
      for (int step = 0; step < 5_000 && (current.position < log.size() || !stable()); step++) {
        act(current);
      }
      assertThat(stable()).as("seed %d: all is stored in the end, %s", seed, this).isTrue();
      assertEqualsUndisturbed();
    }

    private void disturb() {
      switch (random.nextInt(40)) {
        case 0 -> { // kill -9: nothing is handed over, a commit on its way may still arrive
          arrive(current, random.nextBoolean());
          current = new Replica();
          load(current);
        }
        case 1 -> { // the group moves the partition, and the former owner does not know
          zombie = current;
          current = new Replica();
          load(current);
        }
        case 2 -> zombie = null;
        case 3 -> storeUp = !storeUp;
        case 4 -> stored = null; // lost everything
        case 5 -> stored = older; // restored from an old dump
        case 6 -> older = stored;
        default -> {}
      }
    }

    private void act(Replica replica) {
      if (!replica.owner.isReading()) {
        load(replica);
        return;
      }
      switch (random.nextInt(4)) {
        case 0, 1 -> read(replica, 1 + random.nextInt(20));
        case 2 -> {
          show(replica);
          var commit = replica.owner.nextCommit();
          if (commit == null) {
            commit = replica.owner.verification();
          }
          if (commit != null) {
            replica.away = commit;
          }
        }
        default -> arrive(replica, storeUp && random.nextInt(5) > 0);
      }
    }

    private static void show(Replica replica) {
      var snapshot = replica.owner.refresh();
      if (snapshot != null) {
        replica.shown = snapshot;
      }
    }

    /** The commit on its way reaches the store, or not; its answer reaches the owner, or not. */
    private void arrive(Replica replica, boolean answered) {
      var commit = replica.away;
      if (commit == null) {
        return;
      }
      replica.away = null;
      boolean written = storeUp && (answered || random.nextBoolean());
      CommitResult result = written ? compareAndSet(commit) : new CommitResult.Unavailable("down");
      if (!answered) {
        result = new CommitResult.Unavailable("timed out");
      }
      follow(replica, replica.owner.committed(result));
    }

    private CommitResult compareAndSet(Commit commit) {
      var known = stored;
      long offset = known == null ? SnapshotStore.ABSENT : known.offset();
      if (offset != commit.expectedOffset() && sabotage != 1) {
        return offset > commit.expectedOffset()
            ? new CommitResult.Superseded(offset)
            : new CommitResult.Rewound(offset);
      }
      var sections = new HashMap<String, byte[]>();
      if (!commit.whole() && known != null) {
        sections.putAll(known.sections());
      }
      sections.putAll(commit.sections());
      if (sabotage == 2 && random.nextInt(3) == 0) {
        sections.remove("k0"); // a lost section
      }
      // Sabotage 3: an offset that runs ahead of the state that it is stored with.
      stored = new Snapshot(commit.offset() + (sabotage == 3 ? 1 : 0), sections);
      return new CommitResult.Committed();
    }

    private void load(Replica replica) {
      var known = stored;
      Load answer =
          !storeUp
              ? new Load.Unavailable("down")
              : known == null ? new Load.Missing() : new Load.Found(known);
      follow(replica, replica.owner.loaded(answer));
    }

    private void follow(Replica replica, Step step) {
      switch (step) {
        case Step.Continue _ -> {}
        case Step.Reload _ -> replica.away = null;
        case Step.FindStart _ -> follow(replica, replica.owner.startAt(0));
        case Step.Seek seek -> replica.position = (int) seek.offset();
        case Step.Blocked blocked -> throw new IllegalStateException(blocked.reason());
      }
    }

    private void read(Replica replica, int count) {
      for (int at = 0; at < count && replica.position < log.size(); at++) {
        log.get(replica.position).fill(event, replica.position);
        replica.owner.apply(event);
        replica.position++;
      }
    }

    @Override
    public String toString() {
      var known = stored;
      return "log of %d, position %d, stored %s, confirmed %d, away %s, reading %s"
          .formatted(
              log.size(),
              current.position,
              known == null ? "nothing" : known.offset(),
              current.owner.storedOffset(),
              current.away,
              current.owner.isReading());
    }

    private boolean stable() {
      return stored != null
          && stored.offset() == log.size()
          && current.away == null
          && current.owner.isReading()
          && current.shown != null
          && current.shown.offset() == log.size()
          && current.owner.storedOffset() == log.size();
    }

    private void assertEqualsUndisturbed() {
      var undisturbed = new PartitionState(ID, Events.shape(KEY_LIMIT), 0);
      for (int offset = 0; offset < log.size(); offset++) {
        log.get(offset).fill(event, offset);
        undisturbed.apply(event);
      }
      assertIs(undisturbed, stored);
      assertIs(undisturbed, current.shown);
    }

    /** What is stored, and what readers of this process are shown. */
    private void assertIs(PartitionState undisturbed, @Nullable Snapshot found) {
      assertThat(found).isNotNull();
      var decoded =
          SnapshotCodec.decode(
              ID,
              Events.shape(KEY_LIMIT),
              log.size(),
              found == null ? new HashMap<>() : found.sections());
      assertThat(decoded).as("seed %d", seed).isInstanceOf(SnapshotCodec.Decoded.Ok.class);
      if (decoded instanceof SnapshotCodec.Decoded.Ok ok) {
        assertThat(FiguresOf.all(ok.state(), log.size()))
            .as("seed %d", seed)
            .isEqualTo(FiguresOf.all(undisturbed, log.size()));
      }
    }
  }

  @Test
  void aCommitThatWasWrittenWithoutAnAnswerIsRecognised() {
    var replica = new Replica();
    replica.owner.loaded(new Load.Missing());
    replica.owner.startAt(0);
    var steps = new ArrayList<Step>();
    replica.owner.refresh();
    var commit = replica.owner.nextCommit();
    assertThat(commit).isNotNull();
    steps.add(replica.owner.committed(new CommitResult.Unavailable("timed out")));
    replica.owner.refresh();
    replica.owner.nextCommit();
    steps.add(replica.owner.committed(new CommitResult.Superseded(0)));
    assertThat(steps).allMatch(step -> step instanceof Step.Continue);
    assertThat(replica.owner.storedOffset()).isZero();
  }
}
