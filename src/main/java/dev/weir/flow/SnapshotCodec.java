package dev.weir.flow;

import dev.weir.flow.StageShape.Group;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A partition's state as named sections, so that a commit carries only what changed:
 *
 * <pre>
 * m        version, fingerprints, topic's id   h, h0..h31   hop latency: totals, slots
 * f  r  s  counts, rate, clock skew            o, o0..o31   origin latency: totals, slots
 * k, k0..  key table: totals, pages of 64      g            gaps
 * x        some rejected records
 * a  b  c  times kept apart: far ahead, far behind, far from those
 * d        and those that were contradicted
 * l, l0..  accounts of hops: totals, buckets by side and slot
 * </pre>
 *
 * Version 2 had no {@code l}. Version 1 had 16 latency slots and neither {@code s} nor those kept
 * apart. A snapshot of a newer version is refused, never guessed at.
 */
public final class SnapshotCodec {
  /** The version that is written, and the newest that can be read. */
  public static final int VERSION = 3;

  static final String META = "m";
  static final String COUNTS = "f";
  static final String RATE = "r";
  static final String GAPS = "g";
  static final String KEYS = "k";
  static final String HOP = "h";
  static final String ORIGIN = "o";
  static final String REJECTED = "x";
  static final String SKEW = "s";
  static final String LEDGER = "l";
  static final List<String> APART = List.of("a", "b", "c", "d");

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
      sections.put(META, meta(figures.shape, state.topicId()));
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
    putLedger(sections, state.ledger());
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

  private void putLedger(Map<String, byte[]> sections, Ledger ledger) {
    if (!ledger.takeDirty()) {
      return;
    }
    put(sections, LEDGER, ledger::encode);
    for (int side = 0; side < ledger.sides().size(); side++) {
      var buckets = ledger.sides().get(side).buckets;
      for (int slot = 0; slot < buckets.length; slot++) {
        var bucket = buckets[slot];
        if (bucket != null && bucket.takeDirty()) {
          sections.put(LEDGER + Ledger.sectionOf(side, slot), bucket.encode(writer));
        }
      }
      ledger.sides().get(side).rest();
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
    return SnapshotReader.decode(id, shape, nextOffset, sections, true);
  }

  private byte[] meta(StageShape shape, @Nullable UUID topic) {
    writer.reset().unsigned(VERSION);
    for (var group : Group.values()) {
      writer.signed(shape.fingerprints().getOrDefault(group, 0L));
    }
    if (topic != null) {
      writer.signed(topic.getMostSignificantBits()).signed(topic.getLeastSignificantBits());
    }
    return writer.toBytes();
  }

  private byte[] gaps(List<Gap> gaps) {
    writer.reset().unsigned(gaps.size());
    gaps.forEach(gap -> writer.unsigned(gap.from()).unsigned(gap.to()));
    return writer.toBytes();
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

  private void put(Map<String, byte[]> sections, String name, Part part) {
    part.encode(writer.reset());
    sections.put(name, writer.toBytes());
  }

  private interface Part {
    void encode(SectionWriter writer);
  }
}
