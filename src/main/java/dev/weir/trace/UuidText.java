package dev.weir.trace;

/**
 * A UUID in its usual form: 32 hex digits of either case in five groups with hyphens between them.
 * Looked at by {@link Words}: records carry several of them.
 */
final class UuidText {
  /** Bytes of the text. */
  static final int LENGTH = 36;

  // Where the hyphens are in the second and third word, the first byte in the lowest bits:
  // xxxxxxxx -xxxx-xx xx-xxxx- xxxxxxxx and, overlapping it, the last eight.
  private static final long HYPHEN_BYTES_1 = 0x0000FF00000000FFL;
  private static final long HYPHEN_BYTES_2 = 0xFF00000000FF0000L;
  private static final long HYPHENS_1 = HYPHEN_BYTES_1 & (Words.ONES * '-');
  private static final long HYPHENS_2 = HYPHEN_BYTES_2 & (Words.ONES * '-');

  // Makes zeros of hyphens.
  private static final long ZEROS_1 = HYPHENS_1 ^ (HYPHEN_BYTES_1 & (Words.ONES * '0'));
  private static final long ZEROS_2 = HYPHENS_2 ^ (HYPHEN_BYTES_2 & (Words.ONES * '0'));

  private UuidText() {}

  /** Whether the {@value #LENGTH} bytes are one. */
  static boolean is(byte[] id, int offset) {
    long second = Words.at(id, offset + 8);
    long third = Words.at(id, offset + 16);
    return (second & HYPHEN_BYTES_1) == HYPHENS_1
        && (third & HYPHEN_BYTES_2) == HYPHENS_2
        && (Hex.notHex(Words.at(id, offset))
                | Hex.notHex(second ^ ZEROS_1)
                | Hex.notHex(third ^ ZEROS_2)
                | Hex.notHex(Words.at(id, offset + 24))
                | Hex.notHex(Words.at(id, offset + 28)))
            == 0;
  }

  /** The first 64 bits of one. */
  static long high(byte[] id, int offset) {
    long second = Hex.value(Words.at(id, offset + 8) ^ ZEROS_1);
    long third = Hex.value(Words.at(id, offset + 16) ^ ZEROS_2);
    return (Hex.value(Words.at(id, offset)) << 32)
        | (((second >>> 12) & 0xFFFF) << 16)
        | ((second & 0xFF) << 8)
        | (third >>> 24);
  }

  /** The last 64 bits of one. */
  static long low(byte[] id, int offset) {
    long third = Hex.value(Words.at(id, offset + 16) ^ ZEROS_2);
    long node =
        (Hex.value(Words.at(id, offset + 24)) << 16)
            | (Hex.value(Words.at(id, offset + 28)) & 0xFFFF);
    return (((third >>> 4) & 0xFFFF) << 48) | node;
  }
}
