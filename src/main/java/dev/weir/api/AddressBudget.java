package dev.weir.api;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How often each remote address may ask for something that costs: a bucket of tokens for each, in a
 * table of so many, of which the one goes that has asked for nothing longest. Of IPv6 the first 64
 * bits count, since the rest is the client's to choose.
 */
final class AddressBudget {
  private static final int MOST_ADDRESSES = 4_096;
  private static final int PREFIX_BYTES = 8;
  private static final int IPV6_BYTES = 16;
  private static final double NANOS = 1e9;

  private final double perNano;
  private final double most;
  private final LongSupplier nanos;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MOST_ADDRESSES;
        }
      };

  private static final class Bucket {
    double tokens;
    long atNanos;
  }

  /**
   * A budget.
   *
   * @param perSecond how many a second in the long run
   * @param most how many at once after a pause, at least 1
   * @param nanos a clock that only goes on, such as {@link System#nanoTime}
   */
  AddressBudget(double perSecond, double most, LongSupplier nanos) {
    this.perNano = perSecond / NANOS;
    this.most = most;
    this.nanos = nanos;
  }

  /**
   * Takes one.
   *
   * @param address as text; null for a client without one, which share a bucket
   * @return 0 if there was one, else after how many seconds, rounded up, there will be
   */
  synchronized long take(@Nullable String address) {
    long now = nanos.getAsLong();
    var bucket = buckets.computeIfAbsent(key(address), _ -> full(now));
    bucket.tokens = Math.min(most, bucket.tokens + (now - bucket.atNanos) * perNano);
    bucket.atNanos = now;
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return 0;
    }
    return Math.max(1, (long) Math.ceil((1 - bucket.tokens) / perNano / NANOS));
  }

  /** How many addresses are remembered. */
  synchronized int size() {
    return buckets.size();
  }

  private Bucket full(long now) {
    var bucket = new Bucket();
    bucket.tokens = most;
    bucket.atNanos = now;
    return bucket;
  }

  private static String key(@Nullable String address) {
    if (address == null || address.indexOf(':') < 0) {
      return String.valueOf(address);
    }
    try {
      byte[] bytes = InetAddress.ofLiteral(address).getAddress();
      return bytes.length == IPV6_BYTES
          ? HexFormat.of().formatHex(Arrays.copyOf(bytes, PREFIX_BYTES))
          : address;
    } catch (IllegalArgumentException notAnAddress) {
      return address;
    }
  }
}
