package dev.weir.monitor;

import dev.weir.flow.PartitionId;
import dev.weir.flow.PartitionState;
import dev.weir.flow.RejectionSample;
import dev.weir.flow.SnapshotCodec;
import dev.weir.flow.StageShape;
import dev.weir.monitor.SnapshotStore.Commit;
import dev.weir.monitor.SnapshotStore.CommitResult;
import dev.weir.monitor.SnapshotStore.Load;
import dev.weir.monitor.SnapshotStore.Snapshot;
import dev.weir.pipeline.StageEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One replica's hold on one partition: the protocol between the log, the state in memory and the
 * store. It does no I/O and knows no clock; the poll loop asks it what to do next. Not thread-safe.
 *
 * <pre>
 *            Found                       Superseded
 *  LOADING ────────► READING ───────────────────────► LOADING
 *     │ Missing         ▲  └─ Committed, Rewound, Unavailable: READING
 *     ▼                 │
 *  STARTING ── start ───┘        Refused: LOADING ──► BLOCKED
 * </pre>
 */
public final class PartitionOwner {
  /** How many commits of unknown outcome are remembered; forgetting one costs a reload at most. */
  private static final int MAX_UNCONFIRMED = 64;

  private final PartitionId id;
  private final StageShape shape;
  private final SnapshotCodec codec;
  private final Map<String, byte[]> sections = new HashMap<>();
  private final Map<String, byte[]> pending = new HashMap<>();
  private final Deque<Long> unconfirmed = new ArrayDeque<>();
  private @Nullable PartitionState state;
  private @Nullable Commit inFlight;
  private long storedOffset = SnapshotStore.ABSENT;
  private long publishedOffset = SnapshotStore.ABSENT;
  private boolean writeWhole;
  private boolean shown;

  /** An owner that has yet to load. */
  public PartitionOwner(PartitionId id, StageShape shape, SnapshotCodec codec) {
    this.id = id;
    this.shape = shape;
    this.codec = codec;
  }

  /** What the poll loop does next. */
  public sealed interface Step {
    /**
     * Read on from this offset.
     *
     * @param offset the next offset to read
     * @param reset groups of figures that start over because the definition has changed
     */
    record Seek(long offset, Set<StageShape.Group> reset) implements Step {}

    /** Nothing is stored: find the offset at which this partition begins to count. */
    record FindStart() implements Step {}

    /** Load (again), after a while if the store was not available. */
    record Reload() implements Step {}

    /** Nothing to do. */
    record Continue() implements Step {}

    /**
     * The stored state cannot be used; nothing is read, so that nothing is overwritten.
     *
     * @param reason in words
     */
    record Blocked(String reason) implements Step {}
  }

  /** Whose partition this is. */
  public PartitionId id() {
    return id;
  }

  /** Whether records may be applied. */
  public boolean isReading() {
    return state != null;
  }

  /** The next offset to read; only while reading. */
  public long nextOffset() {
    return reading().nextOffset();
  }

  /** Whether its events take part in the account of a hop. */
  public boolean isAccounted() {
    return !shape.sides().isEmpty();
  }

  /** The newest event time, or {@link StageEvent#NO_TIME}; only while reading. */
  public long newestMicros() {
    return reading().newestMicros();
  }

  /** The newest time of a record, or {@link StageEvent#NO_TIME}; only while reading. */
  public long newestRecordMicros() {
    return reading().newestRecordMicros();
  }

  /** The offset that is safely stored, or {@link SnapshotStore#ABSENT}. */
  public long storedOffset() {
    return storedOffset;
  }

  /** Takes what the store answered to a load. */
  public Step loaded(Load load) {
    return switch (load) {
      case Load.Unavailable _ -> new Step.Reload();
      case Load.Missing _ -> {
        storedOffset = SnapshotStore.ABSENT;
        yield new Step.FindStart();
      }
      case Load.Found found -> adopt(found.snapshot());
    };
  }

  private Step adopt(Snapshot snapshot) {
    return switch (SnapshotCodec.decode(id, shape, snapshot.offset(), snapshot.sections())) {
      case SnapshotCodec.Decoded.Refused refused -> new Step.Blocked(refused.reason());
      case SnapshotCodec.Decoded.Ok ok -> {
        begin(ok.state(), snapshot.offset());
        sections.putAll(snapshot.sections());
        if (ok.rewrite()) {
          rewriteWhole();
        }
        yield new Step.Seek(snapshot.offset(), ok.reset());
      }
    };
  }

  /** Begins to count at this offset, after {@link Step.FindStart}. */
  public Step startAt(long offset) {
    begin(new PartitionState(id, shape, offset), SnapshotStore.ABSENT);
    writeWhole = true;
    return new Step.Seek(offset, Set.of());
  }

  private void begin(PartitionState from, long stored) {
    state = from;
    storedOffset = stored;
    sections.clear();
    pending.clear();
    unconfirmed.clear();
    inFlight = null;
    publishedOffset = SnapshotStore.ABSENT;
    writeWhole = false;
    shown = false;
  }

  /** Counts one event, the next in the log; says how many events' times were given up by it. */
  public long apply(StageEvent event) {
    return reading().apply(event);
  }

  /** Where examples of rejected records are kept, right after {@link #apply}. */
  public RejectionSample rejected() {
    return reading().rejected();
  }

  /** Moves past offsets that hold no data. */
  public void advance(long offset) {
    if (offset > reading().nextOffset()) {
      reading().advance(offset);
    }
  }

  /** Goes on at the log's start because the offsets before it are gone. */
  public void skipTo(long logStart) {
    reading().skip(reading().nextOffset(), logStart);
  }

  /**
   * Notes of which topic the log is. One that has the name of the topic that was read before and
   * another id is read from its beginning.
   *
   * @return whether it is another one
   */
  public boolean identify(UUID topic) {
    var known = reading().topicId();
    reading().topicId(topic);
    if (known == null || known.equals(topic)) {
      return false;
    }
    reading().restart(0);
    return true;
  }

  /** Whether the log is known to be of another topic than this. */
  public boolean isOfAnother(UUID topic) {
    return state != null && state.topicId() != null && !topic.equals(state.topicId());
  }

  /** Goes back because the log is not the one that was read before. */
  public void restartAt(long offset) {
    reading().restart(offset);
  }

  /** Encodes what changed; the returned snapshot is for readers, or null when nothing changed. */
  public @Nullable Snapshot refresh() {
    var changes = codec.encodeChanges(reading());
    if (changes.isEmpty() && reading().nextOffset() == publishedOffset && shown) {
      return null;
    }
    shown = true;
    sections.putAll(changes);
    pending.putAll(changes);
    publishedOffset = reading().nextOffset();
    return new Snapshot(publishedOffset, sections);
  }

  /** The next commit to send, or null when one is on its way or everything is stored. */
  public @Nullable Commit nextCommit() {
    if (state == null || inFlight != null) {
      return null;
    }
    if (pending.isEmpty() && publishedOffset == storedOffset) {
      return null;
    }
    return send(storedOffset);
  }

  /**
   * A commit that changes nothing: it finds out whether the store still has what was written, since
   * an idle partition would otherwise never learn that the store lost its data. Null when one is on
   * its way.
   */
  public @Nullable Commit verification() {
    return state == null || inFlight != null || publishedOffset == SnapshotStore.ABSENT
        ? null
        : send(storedOffset);
  }

  /**
   * The last commit of an owner that gives its partition up, or null when nothing is left to write.
   * Nobody waits for its outcome: if it fails, the next owner reads the rest again. Behind a commit
   * that is still on its way it is whole: should that one be refused, what another owner has
   * written up to the same offset must not be mixed with this.
   */
  public @Nullable Commit lastCommit() {
    if (state == null) {
      return null;
    }
    refresh();
    if (pending.isEmpty() && publishedOffset == storedOffset) {
      return null;
    }
    if (inFlight == null) {
      return send(storedOffset);
    }
    writeWhole = true;
    return send(inFlight.offset());
  }

  private Commit send(long expected) {
    var commit =
        new Commit(id, expected, publishedOffset, writeWhole ? sections : pending, writeWhole);
    inFlight = commit;
    return commit;
  }

  /** Takes what became of the commit that was on its way. */
  public Step committed(CommitResult result) {
    var commit = inFlight;
    inFlight = null;
    if (commit == null || state == null) {
      return new Step.Continue();
    }
    return switch (result) {
      case CommitResult.Committed _ -> {
        // What was encoded again meanwhile is another array, and stays to be written.
        commit.sections().forEach(pending::remove);
        storedOffset = commit.offset();
        writeWhole = false;
        unconfirmed.clear();
        yield new Step.Continue();
      }
      case CommitResult.Superseded superseded
          when unconfirmed.contains(superseded.storedOffset()) -> {
        // It is our own commit, of which we had not heard that it was written.
        storedOffset = superseded.storedOffset();
        rewriteWhole();
        yield new Step.Continue();
      }
      case CommitResult.Superseded _ -> {
        state = null;
        yield new Step.Reload();
      }
      case CommitResult.Rewound rewound -> {
        storedOffset = rewound.storedOffset();
        rewriteWhole();
        yield new Step.Continue();
      }
      case CommitResult.Unavailable _ -> {
        if (unconfirmed.size() == MAX_UNCONFIRMED) {
          unconfirmed.removeFirst();
        }
        unconfirmed.addLast(commit.offset());
        yield new Step.Continue();
      }
    };
  }

  private void rewriteWhole() {
    unconfirmed.clear();
    writeWhole = true;
    sections.clear();
    sections.putAll(codec.encodeWhole(reading()));
    pending.putAll(sections);
    publishedOffset = reading().nextOffset();
    // What was encoded here has changed without readers having been shown it.
    shown = false;
  }

  private PartitionState reading() {
    if (state == null) {
      throw new IllegalStateException(id + " is not being read");
    }
    return state;
  }
}
