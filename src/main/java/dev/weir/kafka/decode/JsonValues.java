package dev.weir.kafka.decode;

import java.util.Arrays;

/** What a scanner found in one body, by slot. A flyweight: the texts are views of other arrays. */
final class JsonValues {
  /** What a pointer led to. */
  enum Kind {
    /** Nothing, or the pointer was not wanted. */
    ABSENT,
    /** The literal null. */
    NULL,
    /** A string; its text in UTF-8. */
    TEXT,
    /** A number as it is written. */
    NUMBER,
    /** The literal true. */
    TRUE,
    /** The literal false. */
    FALSE,
    /** An object; its text is not given. */
    OBJECT,
    /** An array; its text is not given. */
    ARRAY
  }

  private static final byte[] NOTHING = {};

  private final Kind[] kinds;
  private final byte[][] texts;
  private final int[] starts;
  private final int[] lengths;
  private final boolean[] touched;
  private final int[] filled; // The slots that were touched.
  private int filledCount;

  /** Room for this many slots. */
  JsonValues(int count) {
    kinds = new Kind[count];
    texts = new byte[count][];
    starts = new int[count];
    lengths = new int[count];
    touched = new boolean[count];
    filled = new int[count];
    Arrays.fill(kinds, Kind.ABSENT);
    Arrays.fill(texts, NOTHING);
  }

  /** Makes every slot absent. */
  void clear() {
    for (int i = 0; i < filledCount; i++) {
      int slot = filled[i];
      kinds[slot] = Kind.ABSENT;
      lengths[slot] = 0;
      touched[slot] = false;
    }
    filledCount = 0;
  }

  /** Makes every slot absent, and lets the arrays go in which values lay. */
  void release() {
    clear();
    Arrays.fill(texts, NOTHING);
  }

  /** Makes one slot absent. */
  void clear(int slot) {
    set(slot, Kind.ABSENT, NOTHING, 0, 0);
  }

  /** Notes a value, whose text lies in {@code length} bytes from {@code start}. */
  // The same array is meant: storing it again would cost a collector's barrier.
  @SuppressWarnings("ReferenceEquality")
  void set(int slot, Kind kind, byte[] bytes, int start, int length) {
    if (!touched[slot]) {
      touched[slot] = true;
      filled[filledCount++] = slot;
    }
    kinds[slot] = kind;
    if (texts[slot] != bytes) {
      texts[slot] = bytes;
    }
    starts[slot] = start;
    lengths[slot] = length;
  }

  /** How many slots have a value. */
  int count() {
    return filledCount;
  }

  /** Whether every value is written in this array, and none is a container. */
  @SuppressWarnings("ReferenceEquality") // The same array is meant.
  boolean areWrittenIn(byte[] bytes) {
    for (int i = 0; i < filledCount; i++) {
      if (texts[filled[i]] != bytes) {
        return false;
      }
    }
    return true;
  }

  /** The slot of the value whose text begins there, or −1. */
  int slotAt(int start) {
    for (int i = 0; i < filledCount; i++) {
      if (starts[filled[i]] == start) {
        return filled[i];
      }
    }
    return -1;
  }

  /** The kind of the number or literal that begins with this byte. */
  static Kind kindOfScalar(byte first) {
    return switch (first) {
      case 't' -> Kind.TRUE;
      case 'f' -> Kind.FALSE;
      case 'n' -> Kind.NULL;
      default -> Kind.NUMBER;
    };
  }

  /** What was found. */
  Kind kind(int slot) {
    return kinds[slot];
  }

  /** The array that holds the value's text; never to be written. */
  byte[] bytes(int slot) {
    return texts[slot];
  }

  /** Index of the first byte of the value's text. */
  int offset(int slot) {
    return starts[slot];
  }

  /** Number of bytes of the value's text; 0 for what has none. */
  int length(int slot) {
    return lengths[slot];
  }
}
