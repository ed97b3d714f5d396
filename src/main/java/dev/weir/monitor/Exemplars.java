package dev.weir.monitor;

import dev.weir.pipeline.Slice;
import dev.weir.pipeline.StageEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/**
 * The latest trace of each bucket of a histogram, kept by one thread without allocating. A bucket
 * takes another only when it is a second newer, by event time: scrapers want one now and then, not
 * every one.
 */
final class Exemplars {
  private static final long PAUSE_MICROS = 1_000_000;
  private static final int DIGITS = 32;
  private static final int DIGITS_WITH_HYPHENS = 36;

  private final long[] high;
  private final long[] low;
  private final long[] latencies;
  // 0 where there is none: no event that tells a latency is of 1970.
  private final long[] times;

  Exemplars(int buckets) {
    high = new long[buckets];
    low = new long[buckets];
    latencies = new long[buckets];
    times = new long[buckets];
  }

  /** Keeps the event's trace, if it is time for another and its id is one of 32 hex digits. */
  void offer(int bucket, long micros, StageEvent event) {
    if (event.eventTimeMicros - times[bucket] >= PAUSE_MICROS && keepId(bucket, event.trace)) {
      latencies[bucket] = micros;
      times[bucket] = event.eventTimeMicros;
    }
  }

  /** Tracing tools know a UUID by its digits alone, so its hyphens are passed over. */
  private boolean keepId(int bucket, Slice id) {
    if (id.length() != DIGITS && id.length() != DIGITS_WITH_HYPHENS) {
      return false;
    }
    long first = 0;
    long second = 0;
    int digits = 0;
    for (int at = id.offset(); at < id.offset() + id.length(); at++) {
      byte b = id.bytes()[at];
      int digit = Character.digit(b, 16);
      if (digit >= 0) {
        first = (first << 4) | (second >>> 60);
        second = (second << 4) | digit;
        digits++;
      } else if (b != '-') {
        return false;
      }
    }
    if (digits != DIGITS) {
      return false;
    }
    high[bucket] = first;
    low[bucket] = second;
    return true;
  }

  /** A copy for readers. */
  List<Tallies.Exemplar> toTally() {
    var tally = new ArrayList<Tallies.Exemplar>();
    for (int bucket = 0; bucket < times.length; bucket++) {
      if (times[bucket] != 0) {
        var hex = HexFormat.of();
        var id = hex.toHexDigits(high[bucket]) + hex.toHexDigits(low[bucket]);
        var at = Instant.EPOCH.plus(times[bucket], ChronoUnit.MICROS);
        tally.add(new Tallies.Exemplar(bucket, id, latencies[bucket] / 1e6, at));
      }
    }
    return List.copyOf(tally);
  }

  /** The newest of each bucket. */
  static List<Tallies.Exemplar> newest(Collection<List<Tallies.Exemplar>> parts) {
    var newest = new TreeMap<Integer, Tallies.Exemplar>();
    for (var part : parts) {
      for (var exemplar : part) {
        newest.merge(
            exemplar.bucket(),
            exemplar,
            (left, right) -> left.at().isBefore(right.at()) ? right : left);
      }
    }
    return List.copyOf(newest.values());
  }
}
