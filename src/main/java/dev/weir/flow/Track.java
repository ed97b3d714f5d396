package dev.weir.flow;

import dev.weir.pipeline.StageEvent;
import org.jspecify.annotations.Nullable;

/**
 * Event times apart from a partition's main ones: how many they are, the newest, rates, latencies,
 * and keys where those wait too. Empty most of the time.
 */
final class Track {
  private final StageShape shape;
  private @Nullable StageFigures figures;
  private long events;
  private long older;
  private long oldestMicros = Long.MAX_VALUE;
  private long metMicros = StageEvent.NO_TIME;
  private boolean dirty;

  Track(StageShape shape) {
    this.shape = shape;
  }

  void place(StageEvent event, long time) {
    events++;
    oldestMicros = Math.min(oldestMicros, time);
    figures().place(event, time);
    dirty = true;
  }

  /** Takes another track's times for its own, which it forgets; all events stay counted here. */
  void follow(Track other) {
    other.events += events;
    other.older += outOfOrder();
    figures = other.figures;
    oldestMicros = other.oldestMicros;
    events = other.events;
    older = other.older;
    dirty = true;
    other.clear();
  }

  /** Counts another track's events, whose times nobody will need, and empties it. */
  void absorb(Track other) {
    events += other.events;
    older += other.behind(this);
    dirty = true;
    other.clear();
  }

  /**
   * Takes over what another track holds, which it forgets.
   *
   * @param metMicros what the main times had reached then
   */
  void keep(Track other, long metMicros) {
    events += other.events;
    oldestMicros = Math.min(oldestMicros, other.oldestMicros);
    this.metMicros = metMicros;
    figures().merge(other.figures());
    dirty = true;
    other.clear();
  }

  /** What the main times had reached when another track's were last kept here. */
  long metMicros() {
    return metMicros;
  }

  /** Of its events those that are older than this or the other track was when they came. */
  long behind(Track other) {
    return newestMicros() < other.newestMicros() ? events : outOfOrder();
  }

  void clear() {
    if (events > 0) {
      figures = null;
      events = 0;
      older = 0;
      oldestMicros = Long.MAX_VALUE;
      metMicros = StageEvent.NO_TIME;
      dirty = true;
    }
  }

  /** What was placed; made when first asked for, so to be asked for only if there is any. */
  StageFigures figures() {
    var made = figures;
    if (made == null) {
      made = new StageFigures(shape);
      figures = made;
    }
    return made;
  }

  boolean isEmpty() {
    return events == 0;
  }

  long events() {
    return events;
  }

  /** Events that are older than this track was when they came. */
  long outOfOrder() {
    return figures == null ? older : older + figures.counts.outOfOrder();
  }

  long newestMicros() {
    return figures == null ? StageEvent.NO_TIME : figures.counts.newestMicros();
  }

  long oldestMicros() {
    return oldestMicros;
  }

  /** From its oldest to its newest time. */
  long spanMicros() {
    return newestMicros() - oldestMicros;
  }

  void markDirty() {
    dirty = true;
  }

  boolean takeDirty() {
    boolean was = dirty;
    dirty = false;
    return was;
  }

  void encode(SectionWriter writer) {
    writer.unsigned(events);
    if (events == 0) {
      return;
    }
    writer.unsigned(older).signed(oldestMicros).signed(metMicros);
    var placed = figures();
    placed.counts.encodeReached(writer);
    placed.rate.encode(writer);
    placed.hop.encodeWhole(writer);
    placed.origin.encodeWhole(writer);
    var keys = placed.keys;
    keys.encodeTotals(writer);
    for (int page = 0; page * KeyTable.PAGE < keys.size(); page++) {
      keys.encodePage(page, writer);
    }
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @param withKeys whether the keys are still those of the definition
   */
  void decode(SectionReader reader, boolean withKeys) throws CorruptSectionException {
    events = reader.unsigned();
    if (events == 0) {
      reader.end();
      return;
    }
    older = reader.unsigned();
    oldestMicros = reader.signed();
    metMicros = reader.signed();
    var placed = figures();
    placed.counts.decodeReached(reader);
    placed.rate.decode(reader);
    placed.hop.decodeWhole(reader);
    placed.origin.decodeWhole(reader);
    if (withKeys) {
      int entries = placed.keys.decodeTotals(reader);
      for (int page = 0; page * KeyTable.PAGE < entries; page++) {
        placed.keys.decodePage(reader);
      }
      reader.end();
    }
  }
}
