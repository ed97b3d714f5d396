package dev.weir.kafka.decode;

import static dev.weir.kafka.decode.JsonText.BAD;

import dev.weir.trace.Words;
import org.jspecify.annotations.Nullable;

/**
 * The name that an object had at some position, with its quotes and the colon behind them, in words
 * that are compared with those of the next object. Not thread-safe.
 */
final class RememberedName {
  private static final int MAX_WORDS = 8;

  // The first words have fields of their own: most names fit into them.
  private long word0;
  private long word1;
  private long bytes0; // Of each word, the bytes that belong to the name.
  private long bytes1;
  private int length; // 0 when nothing is remembered.
  private final long[] rest = new long[MAX_WORDS - 2];
  private @Nullable PointerTree owner;

  /** Whose name it is; null for nobody's. */
  @Nullable PointerTree owner() {
    return owner;
  }

  /**
   * Whether this name stands at {@code pos}, where a quote is.
   *
   * @return the index after the colon, or {@link JsonText#BAD} when it does not
   */
  int match(byte[] b, int pos, int end) {
    int after = pos + length;
    // Two words are read for shorter names too, of which there may not be so much left.
    if (length == 0 || after > end || pos + 2 * Long.BYTES > b.length) {
      return BAD;
    }
    long different = (Words.at(b, pos) ^ word0) & bytes0;
    different |= (Words.at(b, pos + Long.BYTES) ^ word1) & bytes1;
    if (different != 0) {
      return BAD;
    }
    return length <= 2 * Long.BYTES || matchesRest(b, pos) ? after : BAD;
  }

  private boolean matchesRest(byte[] b, int pos) {
    int at = 2 * Long.BYTES;
    int word = 0;
    for (; at + Long.BYTES <= length; at += Long.BYTES) {
      if (Words.at(b, pos + at) != rest[word++]) {
        return false;
      }
    }
    // The last word of a name overlaps the one before.
    return at == length || Words.at(b, pos + length - Long.BYTES) == rest[word];
  }

  /** Remembers the name in {@code [from, to)}, if it is not too long. */
  void set(byte[] b, int from, int to, @Nullable PointerTree newOwner) {
    length = 0;
    if (to - from > MAX_WORDS * Long.BYTES || from + 2 * Long.BYTES > b.length) {
      return;
    }
    length = to - from;
    owner = newOwner;
    bytes0 = bytes(length);
    bytes1 = bytes(length - Long.BYTES);
    word0 = Words.at(b, from);
    word1 = Words.at(b, from + Long.BYTES);
    int at = 2 * Long.BYTES;
    int word = 0;
    for (; at + Long.BYTES <= length; at += Long.BYTES) {
      rest[word++] = Words.at(b, from + at);
    }
    if (at < length) {
      rest[word] = Words.at(b, to - Long.BYTES);
    }
  }

  private static long bytes(int count) {
    return count >= Long.BYTES ? -1L : count <= 0 ? 0 : (1L << (count * Byte.SIZE)) - 1;
  }
}
