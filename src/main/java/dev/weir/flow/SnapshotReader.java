package dev.weir.flow;

import static dev.weir.flow.SnapshotCodec.APART;
import static dev.weir.flow.SnapshotCodec.COUNTS;
import static dev.weir.flow.SnapshotCodec.GAPS;
import static dev.weir.flow.SnapshotCodec.HOP;
import static dev.weir.flow.SnapshotCodec.KEYS;
import static dev.weir.flow.SnapshotCodec.LEDGER;
import static dev.weir.flow.SnapshotCodec.META;
import static dev.weir.flow.SnapshotCodec.ORIGIN;
import static dev.weir.flow.SnapshotCodec.RATE;
import static dev.weir.flow.SnapshotCodec.REJECTED;
import static dev.weir.flow.SnapshotCodec.SKEW;
import static dev.weir.flow.SnapshotCodec.VERSION;

import dev.weir.flow.SnapshotCodec.Decoded;
import dev.weir.flow.StageShape.Group;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the sections that {@link SnapshotCodec} writes, and those of its older versions. */
final class SnapshotReader {
  private SnapshotReader() {}

  /**
   * The state that a whole set of sections holds.
   *
   * @param withKeys whether to read the key table too
   */
  static Decoded decode(
      PartitionId id,
      StageShape shape,
      long nextOffset,
      Map<String, byte[]> sections,
      boolean withKeys) {
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
      var reset = changedGroups(reader, shape, version);
      if (reader.hasMore()) {
        state.topicId(new UUID(reader.signed(), reader.signed()));
      }
      var figures = state.figures();
      boolean old = version == 1;
      section = COUNTS;
      read(sections, COUNTS, old ? figures.counts::decodeVersion1 : figures.counts::decode);
      section = RATE;
      read(sections, RATE, old ? figures.rate::decodeVersion1 : figures.rate::decode);
      section = GAPS;
      read(sections, GAPS, gapReader -> readGaps(gapReader, state));
      if (withKeys && !reset.contains(Group.KEYS)) {
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
      section = LEDGER;
      if (version < 3 || reset.contains(Group.LEDGER)) {
        state.resetLedger();
      } else {
        readLedger(sections, state.ledger());
      }
      section = REJECTED;
      read(sections, REJECTED, sample -> state.rejected().decode(id, sample));
      reset.forEach(state.tracks()::reset);
      if (reset.contains(Group.FLOW)) {
        state.rejected().clear();
      }
      return new Decoded.Ok(state, reset, version < VERSION || !reset.isEmpty());
    } catch (CorruptSectionException e) {
      return new Decoded.Refused(
          "snapshot of %s is damaged: section %s %s".formatted(id, section, e.getMessage()));
    }
  }

  /** Reads the key table alone. */
  static void readKeys(Map<String, byte[]> sections, KeyMirror keys)
      throws CorruptSectionException {
    read(sections, KEYS, keys::decodeTotals);
    for (int page = 0; sections.containsKey(KEYS + page); page++) {
      int number = page;
      read(sections, KEYS + page, reader -> keys.decodePage(number, reader));
    }
    keys.end();
  }

  /**
   * Replaces what one section of this version and definition holds, but for the keys.
   *
   * @param state one that was decoded from an older snapshot of the same owner
   */
  static void replace(PartitionState state, String name, byte[] bytes)
      throws CorruptSectionException {
    var figures = state.figures();
    var reader = new SectionReader(bytes);
    switch (name) {
      case COUNTS -> {
        figures.counts = new FlowCounts();
        figures.counts.decode(reader);
      }
      case RATE -> {
        figures.rate = new RateWindow();
        figures.rate.decode(reader);
      }
      case SKEW -> {
        figures.skew = new SkewWindow();
        figures.skew.decode(reader);
      }
      case HOP -> figures.hop.decodeTotals(reader);
      case ORIGIN -> figures.origin.decodeTotals(reader);
      case GAPS -> {
        state.clearGaps();
        readGaps(reader, state);
      }
      case REJECTED -> {
        state.rejected().clear();
        state.rejected().decode(state.id(), reader);
      }
      case LEDGER -> state.ledger().decode(reader);
      default -> {
        if (name.startsWith(LEDGER)) {
          state.ledger().replace(numberOf(name), bytes);
          return;
        }
        int track = APART.indexOf(name);
        if (track >= 0) {
          state.tracks().apart()[track].clear();
          state.tracks().apart()[track].decode(reader, true);
          return;
        }
        replaceSlot(figures, name, reader);
      }
    }
    reader.end();
  }

  private static void replaceSlot(StageFigures figures, String name, SectionReader reader)
      throws CorruptSectionException {
    int slot = numberOf(name);
    if (name.startsWith(HOP)) {
      figures.hop.decodeSlot(slot, reader);
    } else if (name.startsWith(ORIGIN)) {
      figures.origin.decodeSlot(slot, reader);
    } else {
      throw new CorruptSectionException("is not known");
    }
  }

  /** The number behind the letter of a section's name. */
  static int numberOf(String name) throws CorruptSectionException {
    try {
      return Integer.parseInt(name, 1, name.length(), 10);
    } catch (NumberFormatException e) {
      throw new CorruptSectionException("has no number");
    }
  }

  private static Set<Group> changedGroups(SectionReader reader, StageShape shape, long version)
      throws CorruptSectionException {
    var changed = EnumSet.noneOf(Group.class);
    for (var group : Group.values()) {
      if (group == Group.LEDGER && version < 3) {
        continue;
      }
      if (reader.signed() != shape.fingerprints().getOrDefault(group, 0L)) {
        changed.add(group);
      }
    }
    return changed;
  }

  private static void readLedger(Map<String, byte[]> sections, Ledger ledger)
      throws CorruptSectionException {
    read(sections, LEDGER, ledger::decode);
    for (int side = 0; side < ledger.sides().size(); side++) {
      var buckets = ledger.sides().get(side).buckets;
      for (int slot = 0; slot < buckets.length; slot++) {
        int number = Ledger.sectionOf(side, slot);
        var bytes = sections.get(LEDGER + number);
        if (bytes != null) {
          ledger.replace(number, bytes);
        }
      }
    }
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

  private static void read(Map<String, byte[]> sections, String name, Source source)
      throws CorruptSectionException {
    byte @Nullable [] bytes = sections.get(name);
    if (bytes != null) {
      var reader = new SectionReader(bytes);
      source.decode(reader);
      reader.end();
    }
  }

  private interface Source {
    void decode(SectionReader reader) throws CorruptSectionException;
  }
}
