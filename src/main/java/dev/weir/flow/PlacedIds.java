package dev.weir.flow;

import dev.weir.ledger.IdWords;
import dev.weir.trace.PackedId;
import java.util.Arrays;

/**
 * Ids with their records' offsets and event times, up to a limit: the first or the last of them.
 */
final class PlacedIds {
  private static final int WORDS = 6;

  private final int limit;
  private final boolean keepsLast;
  private long[] entries = {};
  private int size;

  PlacedIds(int limit, boolean keepsLast) {
    this.limit = limit;
    this.keepsLast = keepsLast;
  }

  /** What is done with each. */
  interface Visitor {
    void visit(IdWords id, long originMicros, long offset, long eventMicros);
  }

  /** Keeps one; where as many are kept as fit, the oldest goes, or this one is not kept. */
  void add(PackedId id, long originMicros, long offset, long eventMicros) {
    if (size == limit && !keepsLast) {
      return;
    }
    if (size == limit) {
      size--;
      System.arraycopy(entries, WORDS, entries, 0, size * WORDS);
    }
    int at = size * WORDS;
    if (at == entries.length) {
      entries = Arrays.copyOf(entries, Math.max(4 * WORDS, 2 * at));
    }
    entries[at] = id.word0;
    entries[at + 1] = id.word1;
    entries[at + 2] = id.word2;
    entries[at + 3] = originMicros;
    entries[at + 4] = offset;
    entries[at + 5] = eventMicros;
    size++;
  }

  int size() {
    return size;
  }

  void forEach(Visitor visitor) {
    for (int at = 0; at < size * WORDS; at += WORDS) {
      var id = new IdWords(entries[at], entries[at + 1], entries[at + 2]);
      visitor.visit(id, entries[at + 3], entries[at + 4], entries[at + 5]);
    }
  }

  void encode(SectionWriter writer) {
    writer.unsigned(size);
    for (int at = 0; at < size * WORDS; at++) {
      writer.signed(entries[at]);
    }
  }

  void decode(SectionReader reader) throws CorruptSectionException {
    size = reader.bounded(limit);
    entries = new long[size * WORDS];
    for (int at = 0; at < entries.length; at++) {
      entries[at] = reader.signed();
    }
  }
}
