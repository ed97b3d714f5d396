package dev.weir.monitor;

import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Makes UUIDs of version 7 (RFC 9562): 48 bits of time in milliseconds, the rest random. */
final class ValidationIds {
  private final RandomGenerator random;

  ValidationIds(RandomGenerator random) {
    this.random = random;
  }

  String next(Instant now) {
    long high = (now.toEpochMilli() << 16) | 0x7000L | (random.nextLong() & 0xFFFL);
    long low = (random.nextLong() >>> 2) | Long.MIN_VALUE;
    return new UUID(high, low).toString();
  }
}
