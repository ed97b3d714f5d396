package dev.weir.trace;

/**
 * A 64-bit hash of bytes and words. It decides which keys stay in a full table, which traces are
 * sampled and where an id lies in a ledger's table, on every replica alike, and snapshots rest on
 * it: it must never change.
 */
public final class Hash64 {
  private static final long C1 = 0x9E3779B97F4A7C15L;
  private static final long C2 = 0xC2B2AE3D27D4EB4FL;

  private Hash64() {}

  /** The hash of some bytes. */
  public static long of(byte[] bytes, int offset, int length) {
    return of(C2, bytes, offset, length);
  }

  /** Another hash of the same bytes for each seed. */
  static long of(long seed, byte[] bytes, int offset, int length) {
    long hash = seed ^ (length * C1);
    int at = offset;
    int end = offset + length;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      hash = step(hash, Words.at(bytes, at));
    }
    long tail = 0;
    for (int shift = 0; at < end; at++, shift += 8) {
      tail |= (bytes[at] & 0xFFL) << shift;
    }
    return mix(step(hash, tail));
  }

  /** The hash of three words. */
  static long of(long word0, long word1, long word2) {
    return mix(step(step(step(C2, word0), word1), word2));
  }

  /** The hash of a word that is well spread or not. */
  static long of(long word) {
    // Mixing alone leaves 0 as it is.
    return mix(word + C1);
  }

  private static long step(long hash, long word) {
    return Long.rotateLeft(hash ^ (word * C1), 29) * C2;
  }

  private static long mix(long value) {
    long hash = value;
    hash = (hash ^ (hash >>> 33)) * 0xFF51AFD7ED558CCDL;
    hash = (hash ^ (hash >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return hash ^ (hash >>> 33);
  }
}
