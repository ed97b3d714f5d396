package dev.weir.flow;

import dev.weir.flow.StageShape.Group;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A partition's state as named sections, so that a commit carries only what changed:
 *
 * <pre>
 * m        codec version, fingerprints         h, h0..h31   hop latency: totals, slots
 * f  r  s  counts, rate, clock skew            o, o0..o31   origin latency: totals, slots
 * k, k0..  key table: totals, pages of 64      g            gaps
 * x        some rejected records
 * a  b  c  times kept apart: far ahead, far behind, far from those
 * d        and those that were contradicted
 * </pre>
 *
 * Version 1 had 16 latency slots and neither {@code s} nor those kept apart. A snapshot of a newer
 * version is refused, never guessed at.
 */
public final class SnapshotCodec {
  /** The version that is written, and the newest that can be read. */
  public static final int VERSION = 2;

  private static final String META = "m";
  private static final String COUNTS = "f";
  private static final String RATE = "r";
  private static final String GAPS = "g";
  private static final String KEYS = "k";
  private static final String HOP = "h";
  private static final String ORIGIN = "o";
  private static final String REJECTED = "x";
  private static final String SKEW = "s";
  private static final List<String> APART = List.of("a", "b", "c", "d");

  private final SectionWriter writer = new SectionWriter();

  /** What stored sections turned out to be. */
  public sealed interface Decoded {
    /**
     * A state to go on from.
     *
     * @param state as it was written
     * @param reset groups that start over because the definition behind them has changed
     * @param rewrite whether the sections must all be written anew before any of them is: they are
     *     of an older version, or of another definition
     */
    record Ok(PartitionState state, Set<Group> reset, boolean rewrite) implements Decoded {}

    /**
     * Not for this version of Weir, or damaged.
     *
     * @param reason in words
     */
    record Refused(String reason) implements Decoded {}
  }

  /** The sections that changed since the last call on this state, all of them the first time. */
  public Map<String, byte[]> encodeChanges(PartitionState state) {
    var sections = new HashMap<String, byte[]>();
    var figures = state.figures();
    if (state.takeMetaDirty()) {
      sections.put(META, meta(figures.shape));
    }
    if (state.takeGapsDirty()) {
      sections.put(GAPS, gaps(state.gaps()));
    }
    if (state.rejected().takeDirty()) {
      put(sections, REJECTED, state.rejected()::encode);
    }
    if (!state.takeEventsDirty()) {
      return sections;
    }
    put(sections, COUNTS, figures.counts::encode);
    putRate(sections, RATE, figures.rate);
    if (figures.skew.takeDirty()) {
      put(sections, SKEW, figures.skew::encode);
    }
    var dirtyPages = figures.keys.takeDirtyPages();
    put(sections, KEYS, figures.keys::encodeTotals);
    dirtyPages.stream()
        .forEach(page -> put(sections, KEYS + page, w -> figures.keys.encodePage(page, w)));
    putWindow(sections, HOP, figures.hop);
    putWindow(sections, ORIGIN, figures.origin);
    putTracks(sections, state.tracks());
    return sections;
  }

  private void putTracks(Map<String, byte[]> sections, Tracks tracks) {
    var apart = tracks.apart();
    for (int track = 0; track < apart.length; track++) {
      var changed = apart[track];
      if (changed.takeDirty()) {
        put(sections, APART.get(track), changed::encode);
      }
    }
  }

  private void putRate(Map<String, byte[]> sections, String name, RateWindow rate) {
    if (rate.takeDirty()) {
      put(sections, name, rate::encode);
    }
  }

  /** All sections, whether they changed or not. */
  public Map<String, byte[]> encodeWhole(PartitionState state) {
    state.markAllDirty();
    return encodeChanges(state);
  }

  /** The state that a whole set of sections holds. */
  public static Decoded decode(
      PartitionId id, StageShape shape, long nextOffset, Map<String, byte[]> sections) {
    var state = new PartitionState(id, shape, nextOffset);
    var section = META;
    try {
      var meta = sections.get(META);
      if (meta == null) {
        return new Decoded.Refused("snapshot of " + id + " has no section m");
      }
      var reader = new SectionReader(meta);
      long version = reader.unsigned();
      if (version > VERSION) {
        return new Decoded.Refused(
            "snapshot of %s was written by codec version %d, and this Weir reads up to %d: run the newer Weir, or remove the snapshot"
                .formatted(id, version, VERSION));
      }
      var reset = changedGroups(reader, shape);
      var figures = state.figures();
      boolean old = version < VERSION;
      section = COUNTS;
      read(sections, COUNTS, old ? figures.counts::decodeVersion1 : figures.counts::decode);
      section = RATE;
      read(sections, RATE, old ? figures.rate::decodeVersion1 : figures.rate::decode);
      section = GAPS;
      read(sections, GAPS, gapReader -> readGaps(gapReader, state));
      if (!reset.contains(Group.KEYS)) {
        section = KEYS;
        readKeys(sections, figures.keys);
      }
      section = HOP;
      readWindow(sections, HOP, figures.hop, old);
      section = ORIGIN;
      readWindow(sections, ORIGIN, figures.origin, old);
      section = SKEW;
      read(sections, SKEW, figures.skew::decode);
      section = APART.toString();
      for (int track = 0; track < APART.size(); track++) {
        readTrack(sections.get(APART.get(track)), state.tracks().apart()[track], reset);
      }
      section = REJECTED;
      read(sections, REJECTED, sample -> state.rejected().decode(id, sample));
      reset.forEach(state.tracks()::reset);
      if (reset.contains(Group.FLOW)) {
        state.rejected().clear();
      }
      return new Decoded.Ok(state, reset, old || !reset.isEmpty());
    } catch (CorruptSectionException e) {
      return new Decoded.Refused(
          "snapshot of %s is damaged: section %s %s".formatted(id, section, e.getMessage()));
    }
  }

  private static Set<Group> changedGroups(SectionReader reader, StageShape shape)
      throws CorruptSectionException {
    var changed = EnumSet.noneOf(Group.class);
    for (var group : Group.values()) {
      if (reader.signed() != shape.fingerprints().getOrDefault(group, 0L)) {
        changed.add(group);
      }
    }
    return changed;
  }

  private byte[] meta(StageShape shape) {
    writer.reset().unsigned(VERSION);
    for (var group : Group.values()) {
      writer.signed(shape.fingerprints().getOrDefault(group, 0L));
    }
    return writer.toBytes();
  }

  private byte[] gaps(List<Gap> gaps) {
    writer.reset().unsigned(gaps.size());
    gaps.forEach(gap -> writer.unsigned(gap.from()).unsigned(gap.to()));
    return writer.toBytes();
  }

  private static void readGaps(SectionReader reader, PartitionState state)
      throws CorruptSectionException {
    int count = reader.bounded(PartitionState.MAX_GAPS);
    for (int gap = 0; gap < count; gap++) {
      state.addGap(reader.unsigned(), reader.unsigned());
    }
  }

  private static void readKeys(Map<String, byte[]> sections, KeyTable keys)
      throws CorruptSectionException {
    var totals = sections.get(KEYS);
    if (totals == null) {
      return;
    }
    int entries = keys.decodeTotals(new SectionReader(totals));
    for (int page = 0; page * KeyTable.PAGE < entries; page++) {
      read(sections, KEYS + page, keys::decodePage);
    }
    if (keys.size() != entries) {
      throw new CorruptSectionException("names " + entries + " keys, pages hold " + keys.size());
    }
    keys.takeDirtyPages();
  }

  private void putWindow(Map<String, byte[]> sections, String name, LatencyWindow window) {
    int dirty = window.takeDirtySlots();
    if (window.measured() == 0) {
      return;
    }
    put(sections, name, window::encodeTotals);
    for (int bits = dirty; bits != 0; bits &= bits - 1) {
      int slot = Integer.numberOfTrailingZeros(bits);
      put(sections, name + slot, w -> window.encodeSlot(slot, w));
    }
  }

  private static void readWindow(
      Map<String, byte[]> sections, String name, LatencyWindow window, boolean version1)
      throws CorruptSectionException {
    int count = version1 ? LatencyWindow.SLOTS_VERSION_1 : LatencyWindow.SLOTS;
    @Nullable SectionReader[] slots = new SectionReader[count];
    for (int slot = 0; slot < slots.length; slot++) {
      var bytes = sections.get(name + slot);
      slots[slot] = bytes == null ? null : new SectionReader(bytes);
    }
    if (version1) {
      read(sections, name, totals -> window.decodeVersion1(totals, slots));
      return;
    }
    read(sections, name, window::decodeTotals);
    for (int slot = 0; slot < slots.length; slot++) {
      var reader = slots[slot];
      if (reader != null) {
        window.decodeSlot(slot, reader);
        reader.end();
      }
    }
    window.takeDirtySlots();
  }

  private static void readTrack(byte @Nullable [] bytes, Track track, Set<Group> reset)
      throws CorruptSectionException {
    if (bytes != null) {
      track.decode(new SectionReader(bytes), !reset.contains(Group.KEYS));
    }
  }

  private void put(Map<String, byte[]> sections, String name, Part part) {
    part.encode(writer.reset());
    sections.put(name, writer.toBytes());
  }

  private static void read(Map<String, byte[]> sections, String name, Source source)
      throws CorruptSectionException {
    byte @Nullable [] bytes = sections.get(name);
    if (bytes != null) {
      var reader = new SectionReader(bytes);
      source.decode(reader);
      reader.end();
    }
  }

  private interface Part {
    void encode(SectionWriter writer);
  }

  private interface Source {
    void decode(SectionReader reader) throws CorruptSectionException;
  }
}
