package dev.weir.simulation;

import dev.weir.flow.PartitionId;
import dev.weir.monitor.SnapshotStore;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The store that all replicas share, with everything that may be wrong with it. */
class SimStore {
  private final SimClock clock;
  private final Map<PartitionId, SnapshotStore.Snapshot> stored = new HashMap<>();
  private Map<PartitionId, SnapshotStore.Snapshot> dump = Map.of();
  private Mood mood = Mood.WELL;
  private int wayMs;
  private boolean wentBack;

  /** What becomes of requests. */
  enum Mood {
    /** They are answered. */
    WELL("well"),
    /** They fail, and nothing is written. */
    DOWN("down"),
    /** They are followed, but the answers are lost. */
    MUTE("mute: it follows what it does not answer"),
    /** Their answers are given up before they are followed, late. */
    LATE("late: it follows what was given up"),
    /** Each partition's commit has one of these fates. */
    MIXED("sometimes well, down, mute or late");

    private final String words;

    Mood(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  SimStore(SimClock clock) {
    this.clock = clock;
  }

  /** How requests fare from now on, and how long they and their answers are on the way. */
  void become(Mood next, int onTheWayMs) {
    mood = next;
    wayMs = onTheWayMs;
  }

  void save() {
    dump = Map.copyOf(stored);
  }

  void restore() {
    lose();
    stored.putAll(dump);
  }

  void lose() {
    wentBack = true;
    stored.clear();
  }

  /** Whether it ever lost anything. */
  boolean wentBack() {
    return wentBack;
  }

  SnapshotStore.@Nullable Snapshot stored(PartitionId id) {
    return stored.get(id);
  }

  long offset(PartitionId id) {
    var snapshot = stored.get(id);
    return snapshot == null ? SnapshotStore.ABSENT : snapshot.offset();
  }

  /**
   * Follows a commit, as all or nothing.
   *
   * @param client who sent it
   * @param isHeard whether that one will hear the answer
   */
  SnapshotStore.CommitResult swap(SnapshotStore.Commit commit, Client client, boolean isHeard) {
    long offset = offset(commit.partition());
    if (offset == commit.expectedOffset()) {
      write(commit);
      return new SnapshotStore.CommitResult.Committed();
    }
    return offset > commit.expectedOffset()
        ? new SnapshotStore.CommitResult.Superseded(offset)
        : new SnapshotStore.CommitResult.Rewound(offset);
  }

  final void write(SnapshotStore.Commit commit) {
    if (commit.offset() < offset(commit.partition())) {
      throw new AssertionError(
          "the stored offset of %s moves back from %d to %d"
              .formatted(commit.partition(), offset(commit.partition()), commit.offset()));
    }
    put(commit.partition(), merged(commit));
  }

  final SnapshotStore.Snapshot merged(SnapshotStore.Commit commit) {
    var sections = new HashMap<String, byte[]>();
    var before = stored.get(commit.partition());
    if (before != null && !commit.whole()) {
      sections.putAll(before.sections());
    }
    sections.putAll(commit.sections());
    return new SnapshotStore.Snapshot(commit.offset(), sections);
  }

  final void put(PartitionId id, SnapshotStore.Snapshot snapshot) {
    stored.put(id, snapshot);
  }

  /** What a replica has of the store. */
  final class Client implements SnapshotStore {
    private boolean isLeaving;
    private boolean isAlive = true;
    private int loads;
    private int commits;

    /** From now on answers come at once, since the replica waits for them. */
    void leave() {
      isLeaving = true;
    }

    /** The replica is no more; what it has sent is still on its way. */
    void die() {
      isAlive = false;
    }

    boolean isAlive() {
      return isAlive;
    }

    /** Requests to which there is no answer yet: a bound of theirs is a bound of what they hold. */
    int open() {
      return loads + commits;
    }

    @Override
    public Uni<Load> load(PartitionId id) {
      return Uni.createFrom()
          .emitter(
              (UniEmitter<? super Load> answer) -> {
                if (++loads > 6) {
                  throw new AssertionError("too many loads at a time");
                }
                this.<Load>ask(
                    () -> {
                      var found = stored.get(id);
                      return found == null ? new Load.Missing() : new Load.Found(found);
                    },
                    new Load.Unavailable("no answer"),
                    result -> {
                      loads--;
                      answer.complete(result);
                    });
              });
    }

    @Override
    public Uni<Changes> changes(Map<PartitionId, Long> known) {
      return Uni.createFrom()
          .emitter(
              (UniEmitter<? super Changes> answer) ->
                  this.<Changes>ask(
                      () -> changed(known),
                      new Changes.Unavailable("no answer"),
                      answer::complete));
    }

    private Changes changed(Map<PartitionId, Long> known) {
      var changed = new HashMap<PartitionId, Snapshot>();
      var missing = new ArrayList<PartitionId>();
      known.forEach(
          (id, offset) -> {
            var found = stored.get(id);
            if (found == null) {
              missing.add(id);
            } else if (found.offset() != offset) {
              changed.put(id, found);
            }
          });
      return new Changes.Found(changed, missing);
    }

    private <T> void ask(
        Supplier<? extends T> follow, T unavailable, java.util.function.Consumer<T> answer) {
      clock.after(
          wayMs,
          () -> {
            boolean works = mood == Mood.WELL || mood == Mood.MIXED;
            T result = works ? follow.get() : unavailable;
            clock.after(wayMs, () -> answer.accept(result));
          });
    }

    @Override
    public Uni<List<CommitResult>> commit(List<Commit> batch) {
      return Uni.createFrom()
          .emitter(
              (UniEmitter<? super List<CommitResult>> answer) -> {
                if (isLeaving) {
                  answer.complete(follow(batch));
                  return;
                }
                commits++;
                clock.after(
                    wayMs,
                    () -> {
                      var results = follow(batch);
                      clock.after(
                          wayMs,
                          () -> {
                            commits--;
                            answer.complete(results);
                          });
                    });
              });
    }

    private List<CommitResult> follow(Collection<Commit> batch) {
      var results = new ArrayList<CommitResult>();
      for (var commit : batch) {
        results.add(follow(commit));
      }
      return results;
    }

    private CommitResult follow(Commit commit) {
      var fates = List.of(Mood.WELL, Mood.DOWN, Mood.MUTE, Mood.LATE);
      int any = Math.floorMod(commit.partition().hashCode() + (int) commit.offset(), fates.size());
      var fate = mood == Mood.MIXED ? fates.get(any) : mood;
      if (fate == Mood.WELL) {
        return swap(commit, this, true);
      }
      if (fate == Mood.MUTE) {
        swap(commit, this, false);
      }
      if (fate == Mood.LATE) {
        clock.after(3L * wayMs + 150, () -> swap(commit, this, false));
      }
      return new CommitResult.Unavailable("no answer");
    }
  }
}
