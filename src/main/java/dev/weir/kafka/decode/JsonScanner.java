package dev.weir.kafka.decode;

import static dev.weir.kafka.decode.JsonText.BAD;

import dev.weir.kafka.decode.JsonValues.Kind;
import dev.weir.trace.Utf8;
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
  private static final byte[] NOTHING = {};
  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);

  private final PointerTree root = PointerTree.root();
  private final PointerTree[] nodes;
  private final boolean[] wanted;
  private final JsonValues values;
  private final JsonSkipper skipper = new JsonSkipper();

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
    int count = pointers.size();
    nodes = new PointerTree[count];
    for (int slot = 0; slot < count; slot++) {
      nodes[slot] = root.add(pointers.get(slot));
      nodes[slot].slot = slot;
    }
    wanted = new boolean[count];
    values = new JsonValues(count);
  }

  /** Forgets the previous body and what was wanted of it. */
  void clear() {
    // Nothing is wanted any more when everything was found, which is the usual case.
    if (root.wanted > 0) {
      root.clear();
      Arrays.fill(wanted, false);
    }
    values.clear();
    body = NOTHING;
    unescapedLength = 0;
  }

  /** Asks for the value of a slot. */
  void want(int slot) {
    if (!wanted[slot]) {
      wanted[slot] = true;
      nodes[slot].count(1);
    }
  }

  /** Asks for the values of all slots. */
  void wantAll() {
    for (int slot = 0; slot < wanted.length; slot++) {
      want(slot);
    }
  }

  /** Whether anything is asked for that has not been found. */
  boolean isWanting() {
    return root.wanted > 0;
  }

  /** Whether the value of a slot is asked for and not found. */
  boolean wants(int slot) {
    return wanted[slot];
  }

  /** Notes a value that was found in a body of another kind; a later one takes its place. */
  void found(int slot, Kind kind, byte[] bytes, int start, int length) {
    values.set(slot, kind, bytes, start, length);
    if (wanted[slot]) {
      wanted[slot] = false;
      nodes[slot].count(-1);
    }
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
  boolean scan(byte[] bytes, int offset, int length) {
    body = bytes;
    bodyLength = length;
    end = offset + length;
    if (!isWanting()) {
      return true;
    }
    int after = value(root, JsonSkipper.space(body, afterByteOrderMark(body, offset, end), end), 0);
    return after == DONE || (after != BAD && JsonSkipper.space(body, after, end) == end);
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
    boolean isWanted = node.slot >= 0 && wanted[node.slot];
    if (first == '{' || first == '[') {
      if (isWanted) {
        found(node, first == '{' ? Kind.OBJECT : Kind.ARRAY, NOTHING, 0, 0);
      }
      if (!isWanting()) {
        return DONE;
      }
      if (node.wanted == 0) {
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
    for (int i = 0; ; i++) {
      if (at >= end || body[at] != '"' || depth > JsonSkipper.MAX_DEPTH) {
        return BAD;
      }
      int after = node.predict(i, body, at, end);
      PointerTree child;
      if (after != BAD) {
        child = node.owner(i);
      } else {
        after = JsonText.skip(body, at + 1, end);
        if (after == BAD) {
          return BAD;
        }
        child = owner(node, at + 1, after - 1);
        node.remember(i, body, at, after, child);
      }
      at = JsonSkipper.colon(body, after, end);
      at = at == BAD ? BAD : childValue(child, at, depth);
      if (at < 0) {
        return at;
      }
      at = JsonSkipper.space(body, at, end);
      if (at >= end || body[at] != ',') {
        return at < end && body[at] == '}' ? at + 1 : BAD;
      }
      at = JsonSkipper.space(body, at + 1, end);
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
    return child != null && child.wanted > 0
        ? value(child, pos, depth)
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
    int to = JsonText.special(body, from, end);
    if (to < end && body[to] == '"') {
      found(node, Kind.TEXT, body, from, to - from);
      return Utf8.isValid(body, from, to) ? to + 1 : lose(node);
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
    Kind kind =
        switch (body[pos]) {
          case 't' -> Kind.TRUE;
          case 'f' -> Kind.FALSE;
          case 'n' -> Kind.NULL;
          default -> Kind.NUMBER;
        };
    found(node, kind, body, pos, after - pos);
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
