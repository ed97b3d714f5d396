package dev.weir.kafka.decode;

import static dev.weir.kafka.decode.JsonText.BAD;

import dev.weir.kafka.decode.JsonValues.Kind;
import dev.weir.trace.Utf8;
import dev.weir.trace.Words;
import java.util.Arrays;

/**
 * The layout of a body that was read, for the next ones of the same topic: the bytes that they have
 * in common (names, punctuation, values that have always been the same), and between them the
 * values that differ. A body that fits is read by comparing words; of one that does not, nothing is
 * taken, and {@link JsonScanner} reads it by its grammar. Bytes that are the same as in a
 * well-formed body leave a parser in the same state, so the outcome is the scanner's to the byte.
 *
 * <p>What is learned costs about as much as reading a body twice, so it is done for one body in
 * {@value #LEARNING_COST} at most. Bounded by {@value #MAX_VALUES} values and {@value #MAX_BYTES}
 * bytes. Not thread-safe.
 */
final class JsonLayout {
  private static final int MAX_VALUES = Long.SIZE;
  private static final int MAX_BYTES = 4_096;
  private static final int LEARNING_COST = 16;
  private static final int MAX_CREDIT = 4 * LEARNING_COST;
  private static final int NO_SLOT = -1;

  /** Bytes that are the same in every body, and the value behind them that is not. */
  private static final class Part {
    int from;
    int length;
    int words;
    long ofLastWord; // The bits of the last word that belong to the bytes.
    boolean isLast; // No value follows.
    boolean isText;
    int slot;
  }

  /** Where the values of a body lie that are no containers. */
  private static final class Leaves {
    final int[] starts = new int[MAX_VALUES];
    final int[] ends = new int[MAX_VALUES];
    final int[] slots = new int[MAX_VALUES];
    final boolean[] areTexts = new boolean[MAX_VALUES];
    int count;
    int end; // Of what was read.

    boolean add(int start, int valueEnd, boolean isText, int slot) {
      if (count == MAX_VALUES) {
        return false;
      }
      starts[count] = start;
      ends[count] = valueEnd;
      areTexts[count] = isText;
      slots[count++] = slot;
      return true;
    }
  }

  private final Part[] parts = new Part[MAX_VALUES + 1];
  private int partCount; // 0 when no layout is known.
  private byte[] text = {};
  private Leaves leaves = new Leaves();
  private Leaves nextLeaves = new Leaves();
  private long differing; // Of each value, whether it has been seen to differ.
  private long wantedBefore;
  private long wantedAfter;
  private int credit = MAX_CREDIT;

  /** A layout that fits nothing yet. */
  JsonLayout() {
    Arrays.setAll(parts, _ -> new Part());
  }

  /** Of the slots that are wanted, those that a body of this layout lacks. */
  long wantedAfter() {
    return wantedAfter;
  }

  /**
   * Takes from a body in {@code [from, end)} what is wanted, if the body fits.
   *
   * @param wanted the scanner's bits for it
   * @return false, with nothing taken, if it does not fit
   */
  boolean read(byte[] b, int from, int end, long wanted, JsonValues into) {
    if (credit < MAX_CREDIT) {
      credit++;
    }
    if (partCount == 0 || wanted != wantedBefore) {
      return false;
    }
    if (readParts(b, from, end, into)) {
      return true;
    }
    into.clear();
    return false;
  }

  private boolean readParts(byte[] b, int from, int end, JsonValues into) {
    byte[] same = text;
    int lastWord = b.length - Long.BYTES;
    int at = from;
    for (int i = 0; i < partCount; i++) {
      var part = parts[i];
      if (at + part.length > end || at + (part.words - 1) * Long.BYTES > lastWord) {
        return false;
      }
      int ours = part.from;
      int theirs = at;
      for (int word = part.words; word > 1; word--) {
        if (Words.at(b, theirs) != Words.at(same, ours)) {
          return false;
        }
        theirs += Long.BYTES;
        ours += Long.BYTES;
      }
      if (((Words.at(b, theirs) ^ Words.at(same, ours)) & part.ofLastWord) != 0) {
        return false;
      }
      at += part.length;
      if (part.isLast) {
        return at == end;
      }
      at =
          part.isText
              ? text(b, at, end, lastWord, part.slot, into)
              : scalar(b, at, end, part.slot, into);
      if (at == BAD) {
        return false;
      }
    }
    return true;
  }

  /** Index of the quote behind a text, or {@link JsonText#BAD} if the scanner is to look at it. */
  private static int text(byte[] b, int from, int end, int lastWord, int slot, JsonValues into) {
    int to = from;
    long all = 0;
    while (true) {
      if (to > lastWord) {
        return BAD;
      }
      long word = Words.at(b, to);
      long hits = JsonText.specials(word);
      if (hits != 0) {
        int bits = Long.numberOfTrailingZeros(hits) & -Byte.SIZE;
        all |= word & ((1L << bits) - 1);
        to += bits >>> 3;
        break;
      }
      all |= word;
      to += Long.BYTES;
    }
    if (to >= end) {
      return BAD;
    }
    if (slot == NO_SLOT) {
      return b[to] == '"' ? to : quoteBehind(b, to, end);
    }
    if (b[to] != '"' || ((all & Words.HIGH_BITS) != 0 && !Utf8.isValid(b, from, to))) {
      return BAD;
    }
    into.set(slot, Kind.TEXT, b, from, to - from);
    return to;
  }

  private static int quoteBehind(byte[] b, int from, int end) {
    int after = JsonText.skip(b, from, end);
    return after == BAD ? BAD : after - 1;
  }

  private static int scalar(byte[] b, int from, int end, int slot, JsonValues into) {
    int after = from < end ? JsonSkipper.scalar(b, from, end) : BAD;
    if (after == BAD || after == end) {
      return BAD;
    }
    if (slot != NO_SLOT) {
      into.set(slot, JsonValues.kindOfScalar(b[from]), b, from, after - from);
    }
    return after;
  }

  /** Whether a layout may be learned now. */
  boolean isDue() {
    return credit >= LEARNING_COST;
  }

  /**
   * Learns from a body in {@code [from, end)} that was read well.
   *
   * @param wanted the scanner's bits for what was wanted of it
   * @param missing those of it that it lacks; if any, it was read to its end
   * @param found the values that it has
   */
  void learn(byte[] b, int from, int end, long wanted, long missing, JsonValues found) {
    credit -= LEARNING_COST;
    partCount = 0;
    if (!found.areWrittenIn(b) || !findLeaves(b, from, end, missing != 0, found)) {
      leaves.count = 0;
      return;
    }
    var known = nextLeaves;
    noteDifferences(b, known);
    nextLeaves = leaves;
    leaves = known;
    wantedBefore = wanted;
    wantedAfter = missing;
    int length = known.end - from;
    if (text.length < length + Long.BYTES) {
      text = new byte[MAX_BYTES + Long.BYTES];
    }
    System.arraycopy(b, from, text, 0, length);
    for (int i = 0; i < known.count; i++) {
      known.starts[i] -= from;
      known.ends[i] -= from;
    }
    buildParts(known, length, missing != 0);
  }

  /** Finds the values up to the last one that was wanted, or up to the end. */
  private boolean findLeaves(byte[] b, int from, int end, boolean toEnd, JsonValues found) {
    var into = nextLeaves;
    into.count = 0;
    int left = found.count();
    int at = from;
    while (at < end && (toEnd || left > 0)) {
      byte first = b[at];
      boolean isText = first == '"';
      if (!isText && !isScalarStart(first)) {
        at++;
        continue;
      }
      int after = isText ? JsonText.skip(b, at + 1, end) : JsonSkipper.scalar(b, at, end);
      if (after == BAD) {
        return false;
      }
      int behind = isText ? JsonSkipper.space(b, after, end) : end;
      boolean isName = behind < end && b[behind] == ':';
      if (!isName) {
        int start = isText ? at + 1 : at;
        int slot = found.slotAt(start);
        left -= slot == NO_SLOT ? 0 : 1;
        if (!into.add(start, isText ? after - 1 : after, isText, slot)) {
          return false;
        }
      }
      at = after;
    }
    into.end = at;
    return left == 0 && at - from <= MAX_BYTES;
  }

  private static boolean isScalarStart(byte b) {
    return (b >= '0' && b <= '9') || b == '-' || b == 't' || b == 'f' || b == 'n';
  }

  private void noteDifferences(byte[] b, Leaves now) {
    if (now.count != leaves.count) {
      differing = 0;
      return;
    }
    for (int i = 0; i < now.count; i++) {
      boolean isSame =
          Arrays.equals(text, leaves.starts[i], leaves.ends[i], b, now.starts[i], now.ends[i]);
      differing |= isSame ? 0 : 1L << i;
    }
  }

  private void buildParts(Leaves known, int length, boolean toEnd) {
    int begin = 0;
    for (int i = 0; i < known.count; i++) {
      if (known.slots[i] != NO_SLOT || (differing & (1L << i)) != 0) {
        var part = part(begin, known.starts[i]);
        part.isText = known.areTexts[i];
        part.slot = known.slots[i];
        begin = known.ends[i];
      }
    }
    if (toEnd) {
      part(begin, length).isLast = true;
    }
  }

  private Part part(int begin, int end) {
    var part = parts[partCount++];
    part.from = begin;
    part.length = end - begin;
    part.words = Math.max(1, (part.length + Long.BYTES - 1) / Long.BYTES);
    int last = part.length - (part.words - 1) * Long.BYTES;
    part.ofLastWord = last == Long.BYTES ? -1L : (1L << (last * Byte.SIZE)) - 1;
    part.isLast = false;
    return part;
  }
}
