package dev.weir.kafka.decode;

import dev.weir.trace.Utf8;
import dev.weir.trace.Words;

/** The strings of JSON, in bytes. Positions are indexes; {@link #BAD} means malformed. */
final class JsonText {
  /** Instead of a position: this is no JSON. */
  static final int BAD = -1;

  private static final int REPLACEMENT = 0xFFFD;

  private JsonText() {}

  /**
   * Index of the first quote, backslash or control character from {@code pos} on, or {@code end}.
   */
  static int special(byte[] b, int pos, int end) {
    int at = pos;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      long hits = specials(Words.at(b, at));
      if (hits != 0) {
        return at + (Long.numberOfTrailingZeros(hits) >>> 3);
      }
    }
    while (at < end && b[at] != '"' && b[at] != '\\' && (b[at] < 0 || b[at] >= ' ')) {
      at++;
    }
    return at;
  }

  /**
   * The quotes, backslashes and control characters of a word, by the high bit of their byte. Bits
   * above the first such byte may be wrong, so only the lowest is to be looked at.
   */
  static long specials(long word) {
    long quote = word ^ Words.ONES * '"';
    long backslash = word ^ Words.ONES * '\\';
    // A byte's high bit is set where the byte is zero (quote, backslash) or below a blank.
    return (((quote - Words.ONES) & ~quote)
            | ((backslash - Words.ONES) & ~backslash)
            | ((word - Words.ONES * ' ') & ~word))
        & Words.HIGH_BITS;
  }

  /** Index after the closing quote of the string whose text begins at {@code pos}. */
  static int skip(byte[] b, int pos, int end) {
    int at = pos;
    while (true) {
      at = special(b, at, end);
      if (at >= end) {
        return BAD;
      }
      if (b[at] == '"') {
        return at + 1;
      }
      at = b[at] == '\\' ? skipEscape(b, at, end) : BAD;
      if (at == BAD) {
        return BAD;
      }
    }
  }

  private static int skipEscape(byte[] b, int backslash, int end) {
    int at = backslash + 1;
    if (at >= end) {
      return BAD;
    }
    return switch (b[at]) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + 1;
      case 'u' -> end - at > 4 && hex4(b, at + 1) >= 0 ? at + 5 : BAD;
      default -> BAD;
    };
  }

  /**
   * Writes the text of a string that {@link #skip} accepted, without its escapes. A surrogate that
   * lacks its other half becomes U+FFFD. Never writes more bytes than it reads.
   *
   * @return the index after the last byte written
   */
  static int unescape(byte[] b, int from, int to, byte[] into, int start) {
    int out = start;
    int at = from;
    while (at < to) {
      if (b[at] != '\\') {
        into[out++] = b[at++];
      } else if (b[at + 1] != 'u') {
        into[out++] = plain(b[at + 1]);
        at += 2;
      } else {
        int unit = hex4(b, at + 2);
        at += 6;
        int low =
            isHighSurrogate(unit) && at + 6 <= to && b[at] == '\\' && b[at + 1] == 'u'
                ? hex4(b, at + 2)
                : 0;
        boolean pair = low >= Character.MIN_LOW_SURROGATE && low <= Character.MAX_LOW_SURROGATE;
        int codePoint = pair ? Character.toCodePoint((char) unit, (char) low) : unit;
        at += pair ? 6 : 0;
        boolean half = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        out = Utf8.write(half ? REPLACEMENT : codePoint, into, out);
      }
    }
    return out;
  }

  private static boolean isHighSurrogate(int unit) {
    return unit >= Character.MIN_HIGH_SURROGATE && unit <= Character.MAX_HIGH_SURROGATE;
  }

  private static byte plain(byte escaped) {
    return switch (escaped) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> escaped;
    };
  }

  /** The value of four hex digits, or a negative number. */
  private static int hex4(byte[] b, int pos) {
    int value = 0;
    for (int i = pos; i < pos + 4; i++) {
      // As Latin-1, where no other alphabet's digits are.
      int digit = Character.digit(b[i] & 0xFF, 16);
      if (digit < 0) {
        return BAD;
      }
      value = (value << 4) | digit;
    }
    return value;
  }
}
