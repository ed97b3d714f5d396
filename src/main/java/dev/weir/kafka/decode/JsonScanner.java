package dev.weir.kafka.decode;

import static dev.weir.kafka.decode.JsonText.BAD;

import dev.weir.kafka.decode.JsonValues.Kind;
import dev.weir.trace.Utf8;
import dev.weir.trace.Words;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the values of a fixed set of JSON pointers in a body, in one pass that stops when it has
 * those that are wanted. Nothing behind that point is looked at, so a body is malformed only if it
 * is up to there; and where an object repeats a name, the first value that a pointer matches wins.
 *
 * <p>A text without escapes is a view of the body; one with escapes lies in a buffer that the next
 * record overwrites. Values that were found stay valid when the rest turns out to be malformed. A
 * text that is found must be UTF-8; those that are passed over may be anything, for a producer with
 * one field in another encoding is still read.
 *
 * <p>Usage: {@link #clear}, {@link #want} for each slot, {@link #scan}, then {@link #values}. Never
 * throws on any bytes, allocates only to grow its buffer (to the largest body with an escape). Not
 * thread-safe.
 */
final class JsonScanner {
  private static final int DONE = -2; // Instead of a position: every wanted value is found.
  private static final int SHARED_BIT = Long.SIZE - 1;
  private static final byte[] NOTHING = {};
  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);

  private final PointerTree root = PointerTree.root();
  private final int count;

  // A bit for each slot that is wanted; slots from the 63rd on share the last one.
  private long wanted;
  private final boolean[] wantedBeyond;
  private int beyond;
  private final JsonValues values;
  private final JsonSkipper skipper = new JsonSkipper();
  private JsonLayout layout = new JsonLayout();

  private byte[] body = NOTHING;
  private int bodyLength;
  private int end;
  private byte[] unescaped = NOTHING;
  private int unescapedLength;

  /**
   * A scanner for these pointers; the position in the list is the slot.
   *
   * @param pointers unescaped reference tokens; all different and none empty
   */
  JsonScanner(List<List<String>> pointers) {
    count = pointers.size();
    for (int slot = 0; slot < count; slot++) {
      root.add(pointers.get(slot)).end(slot, bit(slot), slot >= SHARED_BIT);
    }
    wantedBeyond = new boolean[Math.max(0, count - SHARED_BIT)];
    values = new JsonValues(count);
  }

  /** Forgets the previous body and what was wanted of it. */
  void clear() {
    if (beyond > 0) {
      Arrays.fill(wantedBeyond, false);
      beyond = 0;
    }
    wanted = 0;
    values.clear();
    unescapedLength = 0;
  }

  /** As {@link #clear}, and lets the body's array go. */
  void release() {
    clear();
    values.release();
    body = NOTHING;
  }

  /** The next bodies are of a topic whose layout this is. */
  @SuppressWarnings("ReferenceEquality") // The same layout is meant.
  void expect(JsonLayout topics) {
    if (layout != topics) {
      layout = topics;
    }
  }

  /** The bit of a slot. */
  static long bit(int slot) {
    return 1L << Math.min(slot, SHARED_BIT);
  }

  /** Asks for the slots of these bits; false, having done nothing, if one of them is shared. */
  boolean wantBits(long bits) {
    if (bits >>> SHARED_BIT != 0) {
      return false;
    }
    wanted |= bits;
    return true;
  }

  /** Asks for the value of a slot. */
  void want(int slot) {
    if (slot >= SHARED_BIT && !wantedBeyond[slot - SHARED_BIT]) {
      wantedBeyond[slot - SHARED_BIT] = true;
      beyond++;
    }
    wanted |= bit(slot);
  }

  /** Asks for the values of all slots. */
  void wantAll() {
    for (int slot = 0; slot < count; slot++) {
      want(slot);
    }
  }

  /** Whether anything is asked for that has not been found. */
  boolean isWanting() {
    return wanted != 0;
  }

  /** Whether the value of a slot is asked for and not found. */
  boolean wants(int slot) {
    return slot < SHARED_BIT ? (wanted & (1L << slot)) != 0 : wantedBeyond[slot - SHARED_BIT];
  }

  private void take(int slot) {
    if (slot < SHARED_BIT) {
      wanted &= ~(1L << slot);
    } else if (wantedBeyond[slot - SHARED_BIT]) {
      wantedBeyond[slot - SHARED_BIT] = false;
      wanted &= --beyond == 0 ? ~bit(SHARED_BIT) : -1L;
    }
  }

  /** Notes a value that was found in a body of another kind; a later one takes its place. */
  void found(int slot, Kind kind, byte[] bytes, int start, int length) {
    values.set(slot, kind, bytes, start, length);
    take(slot);
  }

  /** As {@link #found}, of a truth that is no word in the body; it has the text of JSON's. */
  void foundTruth(int slot, boolean truth) {
    byte[] word = truth ? TRUE : FALSE;
    found(slot, truth ? Kind.TRUE : Kind.FALSE, word, 0, word.length);
  }

  /** What was found; overwritten by the next body. */
  JsonValues values() {
    return values;
  }

  /**
   * Looks for what is wanted.
   *
   * @return whether the body is JSON in UTF-8, as far as it was read
   */
  @SuppressWarnings("ReferenceEquality") // The same array is meant.
  boolean scan(byte[] bytes, int offset, int length) {
    if (!isWanting()) {
      return true;
    }
    long before = wanted;
    if (layout.read(bytes, offset, offset + length, before, values)) {
      wanted = layout.wantedAfter();
      return true;
    }
    if (body != bytes) {
      body = bytes;
    }
    bodyLength = length;
    end = offset + length;
    int after = value(root, JsonSkipper.space(body, afterByteOrderMark(body, offset, end), end), 0);
    boolean isJson = after == DONE || (after != BAD && JsonSkipper.space(body, after, end) == end);
    if (isJson && before >>> SHARED_BIT == 0 && layout.isDue()) {
      layout.learn(bytes, offset, end, before, wanted, values);
    }
    return isJson;
  }

  /** Index of the first byte that is not part of a byte-order mark. */
  static int afterByteOrderMark(byte[] b, int pos, int end) {
    boolean mark =
        end - pos >= 3
            && b[pos] == (byte) 0xEF
            && b[pos + 1] == (byte) 0xBB
            && b[pos + 2] == (byte) 0xBF;
    return mark ? pos + 3 : pos;
  }

  /** Reads a value for a node that wants something; gives the index after it, BAD or DONE. */
  private int value(PointerTree node, int pos, int depth) {
    if (pos >= end) {
      return BAD;
    }
    byte first = body[pos];
    boolean isWanted = node.slot >= 0 && wants(node.slot);
    if (first == '{' || first == '[') {
      if (isWanted) {
        found(node, first == '{' ? Kind.OBJECT : Kind.ARRAY, NOTHING, 0, 0);
      }
      if (!isWanting()) {
        return DONE;
      }
      if ((wanted & node.bits) == 0) {
        return skipper.skip(body, pos, end, depth);
      }
      // Recursion goes no deeper than the pointers.
      return first == '{' ? object(node, pos + 1, depth + 1) : array(node, pos + 1, depth + 1);
    }
    if (!isWanted) {
      return skipper.skip(body, pos, end, depth);
    }
    int after = first == '"' ? text(node, pos + 1) : scalar(node, pos);
    return after == BAD || isWanting() ? after : DONE;
  }

  private int object(PointerTree node, int pos, int depth) {
    int at = JsonSkipper.space(body, pos, end);
    if (at < end && body[at] == '}' && depth <= JsonSkipper.MAX_DEPTH) {
      return at + 1;
    }
    byte[] b = body;
    int limit = end;
    for (int i = 0; ; i++) {
      if (at >= limit || b[at] != '"' || depth > JsonSkipper.MAX_DEPTH) {
        return BAD;
      }
      var name = node.remembered(i);
      int after = name == null ? BAD : name.match(b, at, limit);
      PointerTree child;
      if (name != null && after != BAD) {
        child = name.owner();
      } else {
        after = JsonText.skip(b, at + 1, limit);
        if (after == BAD) {
          return BAD;
        }
        child = owner(node, at + 1, after - 1);
        int colon = JsonSkipper.space(b, after, limit);
        if (colon >= limit || b[colon] != ':') {
          return BAD;
        }
        if (colon == after && name != null) {
          name.set(b, at, colon + 1, child);
        }
        after = colon + 1;
      }
      // Mostly there is no white space: then nothing is called to pass over it.
      at = after < limit && b[after] <= ' ' ? JsonSkipper.space(b, after, limit) : after;
      if (at < limit && b[at] == '"') {
        // Most values are texts.
        if (child != null && (wanted & child.ownBit) != 0) {
          at = text(child, at + 1);
          if (wanted == 0 && at != BAD) {
            return DONE;
          }
        } else {
          at = JsonText.skip(b, at + 1, limit);
        }
      } else {
        at = childValue(child, at, depth);
      }
      if (at < 0) {
        return at;
      }
      if (at < limit && b[at] <= ' ') {
        at = JsonSkipper.space(b, at, limit);
      }
      if (at >= limit || b[at] != ',') {
        return at < limit && b[at] == '}' ? at + 1 : BAD;
      }
      at++;
      if (at < limit && b[at] <= ' ') {
        at = JsonSkipper.space(b, at, limit);
      }
    }
  }

  private int array(PointerTree node, int pos, int depth) {
    int at = JsonSkipper.space(body, pos, end);
    if (depth > JsonSkipper.MAX_DEPTH) {
      return BAD;
    }
    if (at < end && body[at] == ']') {
      return at + 1;
    }
    for (int i = 0; ; i++) {
      at = childValue(node.element(i), at, depth);
      if (at < 0) {
        return at;
      }
      at = JsonSkipper.space(body, at, end);
      if (at >= end || body[at] != ',') {
        return at < end && body[at] == ']' ? at + 1 : BAD;
      }
      at = JsonSkipper.space(body, at + 1, end);
    }
  }

  private int childValue(@Nullable PointerTree child, int pos, int depth) {
    if (child != null && (wanted & child.bits) != 0) {
      return value(child, pos, depth);
    }
    return pos < end && body[pos] <= '9' && body[pos] >= '-'
        ? JsonSkipper.scalar(body, pos, end)
        : skipper.skip(body, pos, end, depth);
  }

  /** Whose the name in {@code [from, to)} is. */
  private @Nullable PointerTree owner(PointerTree node, int from, int to) {
    if (JsonText.special(body, from, to) == to) {
      return node.member(body, from, to);
    }
    reserve();
    int nameEnd = JsonText.unescape(body, from, to, unescaped, unescapedLength);
    return node.member(unescaped, unescapedLength, nameEnd);
  }

  private int text(PointerTree node, int from) {
    byte[] b = body;
    int to = from;
    long all = 0;
    while (to + Long.BYTES <= end) {
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
    if (to + Long.BYTES > end) {
      to = JsonText.special(b, to, end);
      all = Words.HIGH_BITS; // Not looked at.
    }
    if (to < end && b[to] == '"') {
      values.set(node.slot, Kind.TEXT, b, from, to - from);
      if (node.ownBit != 0) {
        wanted &= ~node.ownBit;
      } else {
        take(node.slot);
      }
      boolean isText = (all & Words.HIGH_BITS) == 0 || Utf8.isValid(b, from, to);
      return isText ? to + 1 : lose(node);
    }
    int after = JsonText.skip(body, to, end);
    if (after == BAD) {
      return BAD;
    }
    reserve();
    int start = unescapedLength;
    unescapedLength = JsonText.unescape(body, from, after - 1, unescaped, start);
    found(node, Kind.TEXT, unescaped, start, unescapedLength - start);
    return Utf8.isValid(unescaped, start, unescapedLength) ? after : lose(node);
  }

  /** Room for all texts and one name: together they are shorter than the body. */
  private void reserve() {
    if (unescaped.length < bodyLength) {
      // Before the first text of this body, so that no text is left behind in the old buffer.
      unescaped = new byte[Math.max(bodyLength, Math.min(2 * unescaped.length, 1 << 16))];
    }
  }

  private int scalar(PointerTree node, int pos) {
    int after = JsonSkipper.scalar(body, pos, end);
    if (after == BAD || after == end) {
      // Inside a container something must follow; a number at the end may be cut off.
      return BAD;
    }
    found(node, JsonValues.kindOfScalar(body[pos]), body, pos, after - pos);
    return after;
  }

  private void found(PointerTree node, Kind kind, byte[] bytes, int start, int length) {
    found(node.slot, kind, bytes, start, length);
  }

  /** Takes back a text that is not UTF-8. */
  private int lose(PointerTree node) {
    values.clear(node.slot);
    return BAD;
  }
}
