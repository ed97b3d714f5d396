package dev.weir.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A partition's state as its owner last showed it. Of a newer snapshot only the sections that
 * differ are decoded. Not thread-safe.
 */
final class PartitionMirror {
  private final PartitionId id;
  private final StageShape shape;
  private @Nullable PartitionState state;
  private KeyMirror keys;
  private Map<String, byte[]> sections = Map.of();
  private boolean plain;

  PartitionMirror(PartitionId id, StageShape shape) {
    this.id = id;
    this.shape = shape;
    this.keys = new KeyMirror(shape.keyLimit());
  }

  /** The state but for its keys; null when what was shown last could not be read. */
  @Nullable PartitionState state() {
    return state;
  }

  /** Its keys. */
  KeyMirror keys() {
    return keys;
  }

  /** What became of an update. */
  enum Update {
    /** The state goes on from the one before. */
    CONTINUED,
    /** The state has nothing to do with the one before. */
    BEGUN
  }

  /**
   * Takes what the owner shows now.
   *
   * @throws Unreadable when it cannot be read; then there is no state
   */
  Update update(long nextOffset, Map<String, byte[]> next) throws Unreadable {
    var known = state;
    if (known == null || !plain || !continues(next)) {
      begin(nextOffset, next);
      return Update.BEGUN;
    }
    var section = "";
    try {
      var pages = new ArrayList<Integer>();
      for (var entry : next.entrySet()) {
        section = entry.getKey();
        if (isNew(section, entry.getValue())) {
          if (section.startsWith(SnapshotCodec.KEYS)) {
            pages.add(pageOf(section));
          } else {
            SnapshotReader.replace(known, section, entry.getValue());
          }
        }
      }
      section = SnapshotCodec.KEYS;
      readKeys(next, pages);
    } catch (CorruptSectionException e) {
      state = null;
      throw new Unreadable(
          "snapshot of %s is damaged: section %s %s".formatted(id, section, e.getMessage()));
    }
    known.advance(nextOffset);
    sections = next;
    return Update.CONTINUED;
  }

  private boolean isNew(String name, byte[] bytes) {
    // Nearly always the same array, or a new one.
    return !Arrays.equals(sections.get(name), bytes);
  }

  private boolean continues(Map<String, byte[]> next) {
    return !isNew(SnapshotCodec.META, next.getOrDefault(SnapshotCodec.META, new byte[0]))
        && next.size() >= sections.size()
        && next.keySet().containsAll(sections.keySet());
  }

  /** The totals count as the page before the first. */
  private static int pageOf(String name) throws CorruptSectionException {
    return name.length() == 1 ? -1 : SnapshotReader.numberOf(name);
  }

  private void readKeys(Map<String, byte[]> next, List<Integer> pages)
      throws CorruptSectionException {
    pages.sort(null);
    for (int page : pages) {
      var name = page < 0 ? SnapshotCodec.KEYS : SnapshotCodec.KEYS + page;
      var reader = new SectionReader(next.getOrDefault(name, new byte[0]));
      if (page < 0) {
        keys.decodeTotals(reader);
      } else {
        keys.decodePage(page, reader);
      }
      reader.end();
    }
    if (!pages.isEmpty()) {
      keys.end();
    }
  }

  private void begin(long nextOffset, Map<String, byte[]> next) throws Unreadable {
    state = null;
    keys = new KeyMirror(shape.keyLimit());
    switch (SnapshotReader.decode(id, shape, nextOffset, next, false)) {
      case SnapshotCodec.Decoded.Refused refused -> throw new Unreadable(refused.reason());
      case SnapshotCodec.Decoded.Ok ok -> {
        if (!ok.reset().contains(StageShape.Group.KEYS)) {
          try {
            SnapshotReader.readKeys(next, keys);
          } catch (CorruptSectionException e) {
            throw new Unreadable(
                "snapshot of %s is damaged: keys: %s".formatted(id, e.getMessage()));
          }
        }
        state = ok.state();
        plain = !ok.rewrite();
        sections = next;
      }
    }
  }

  /** A snapshot that this version cannot read, or a damaged one; the message says why. */
  static final class Unreadable extends Exception {
    Unreadable(String reason) {
      super(reason, null, false, false);
    }
  }
}
