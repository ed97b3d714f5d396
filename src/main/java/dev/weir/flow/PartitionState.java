package dev.weir.flow;

import dev.weir.pipeline.StageEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one partition: figures that are a function of the log up to {@link
 * #nextOffset}, never of when or in which batches it was read. Owned by one thread. See
 * src/docs/adr/0001-state-and-offset-in-one-write.md.
 */
public final class PartitionState {
  /** Gaps kept by range; older ones fall out, they stay counted in no figure. */
  static final int MAX_GAPS = 100;

  private final PartitionId id;
  private final Tracks tracks;
  private Ledger ledger;
  private final List<Gap> gaps = new ArrayList<>();
  private final RejectionSample rejected = new RejectionSample();
  private long nextOffset;
  private boolean eventsDirty;
  private boolean gapsDirty;
  private boolean metaDirty = true;
  private @Nullable UUID topicId;

  /** A state that has seen nothing; reading begins at {@code nextOffset}. */
  public PartitionState(PartitionId id, StageShape shape, long nextOffset) {
    this.id = id;
    this.tracks = new Tracks(shape);
    this.ledger = new Ledger(shape.sides());
    this.nextOffset = nextOffset;
  }

  /** Whose state this is. */
  public PartitionId id() {
    return id;
  }

  /** The figures so far, without times that are kept apart. */
  public StageFigures figures() {
    return tracks.main;
  }

  /** The figures with the times that are kept apart. */
  Tracks tracks() {
    return tracks;
  }

  /** The partition's part in the accounts of hops. */
  Ledger ledger() {
    return ledger;
  }

  /** Starts the accounts over, because the definition behind them has changed. */
  void resetLedger() {
    ledger = new Ledger(figures().shape.sides());
    ledger.blindUpTo(Math.max(newestMicros(), figures().counts.newestRecordMicros()));
  }

  /** The newest time of a record, or {@link StageEvent#NO_TIME}. */
  public long newestRecordMicros() {
    return figures().counts.newestRecordMicros();
  }

  /** The newest event time, believed or not, or {@link StageEvent#NO_TIME}. */
  public long newestMicros() {
    return tracks.newestMicros();
  }

  /** Ranges of offsets that were gone before they could be read, oldest first. */
  public List<Gap> gaps() {
    return List.copyOf(gaps);
  }

  /** Some of the records that were rejected; whoever reads the log adds to them. */
  public RejectionSample rejected() {
    return rejected;
  }

  /**
   * The id of the topic that was read, which tells it from one of the same name; null if unknown.
   */
  public @Nullable UUID topicId() {
    return topicId;
  }

  /** Notes of which topic the log is. */
  public void topicId(UUID of) {
    metaDirty |= !of.equals(topicId);
    topicId = of;
  }

  /** The next offset to read. */
  public long nextOffset() {
    return nextOffset;
  }

  /**
   * Counts one event, which must be the next in the log.
   *
   * @return how many events' times were given up because of it: counted, but at no time
   */
  public long apply(StageEvent event) {
    long givenUp = tracks.add(event);
    ledger.add(event, tracks.newestMicros());
    nextOffset = event.offset + 1;
    eventsDirty = true;
    return givenUp;
  }

  /** Moves past offsets that hold no data: control records, compacted or aborted ones. */
  public void advance(long offset) {
    nextOffset = offset;
  }

  /** Notes that offsets were gone, and goes on behind them. */
  public void skip(long from, long to) {
    if (gaps.size() == MAX_GAPS) {
      gaps.removeFirst();
    }
    gaps.add(new Gap(id.topic(), id.partition(), from, to));
    gapsDirty = true;
    eventsDirty = true;
    ledger.blindUntilNext();
    nextOffset = to;
  }

  /** Goes back because the topic is not the one that was read before (recreated or truncated). */
  public void restart(long offset) {
    eventsDirty = true;
    ledger.blindUntilNext();
    nextOffset = offset;
  }

  void markAllDirty() {
    metaDirty = true;
    gapsDirty = true;
    eventsDirty = true;
    tracks.markAllDirty();
    ledger.markAllDirty();
    rejected.markDirty();
  }

  boolean takeEventsDirty() {
    boolean dirty = eventsDirty;
    eventsDirty = false;
    return dirty;
  }

  boolean takeGapsDirty() {
    boolean dirty = gapsDirty;
    gapsDirty = false;
    return dirty;
  }

  boolean takeMetaDirty() {
    boolean dirty = metaDirty;
    metaDirty = false;
    return dirty;
  }

  void clearGaps() {
    gaps.clear();
  }

  void addGap(long from, long to) {
    gaps.add(new Gap(id.topic(), id.partition(), from, to));
  }
}
