package dev.weir.demo;

import java.util.UUID;
import java.util.random.RandomGenerator;

/** Time-ordered ids (RFC 9562, section 5.7). */
public final class UuidV7 {
  private static final long VERSION = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private UuidV7() {}

  /** An id of this time. */
  public static UUID at(long epochMicros, RandomGenerator random) {
    long high = (epochMicros / 1000) << 16 | VERSION | (random.nextLong() & 0xfff);
    long low = VARIANT | random.nextLong() >>> 2;
    return new UUID(high, low);
  }
}
