package dev.weir.flow;

import dev.weir.trace.Words;

/**
 * A 64-bit hash of a key's bytes. It decides which keys stay in a full {@link KeyTable}, on every
 * replica alike, so it is part of the snapshot codec and must never change.
 */
final class KeyHash {
  private static final long C1 = 0x9E3779B97F4A7C15L;
  private static final long C2 = 0xC2B2AE3D27D4EB4FL;

  private KeyHash() {}

  static long of(byte[] bytes, int offset, int length) {
    long hash = C2 ^ (length * C1);
    int at = offset;
    int end = offset + length;
    for (; at + 8 <= end; at += 8) {
      hash = step(hash, Words.at(bytes, at));
    }
    long tail = 0;
    for (int shift = 0; at < end; at++, shift += 8) {
      tail |= (bytes[at] & 0xFFL) << shift;
    }
    return mix(step(hash, tail));
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
