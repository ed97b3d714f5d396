package dev.weir.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.trace.IdBytes;
import dev.weir.trace.TraceIds;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an id that somebody asks for may mean. As it is, it stands for hex ids of 16 and 32 digits
 * and UUIDs in either case, and for any text; what tracers and people write around or instead of
 * those is read besides, since one cannot tell a number from a text.
 */
final class SoughtId {
  private static final Pattern WRAPPED =
      Pattern.compile("(?:urn:uuid:|\\{)?([0-9a-fA-F-]{36})}?", Pattern.CASE_INSENSITIVE);
  private static final Pattern TRACE_PARENT =
      Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*");
  private static final Pattern XRAY =
      Pattern.compile("(?:Root=)?1-([0-9a-fA-F]{8})-([0-9a-fA-F]{24})(?:;.*)?");
  private static final Pattern B3_OR_JAEGER =
      Pattern.compile("([0-9a-fA-F]{1,32})[-:][0-9a-fA-F]{1,16}(?:[-:].*)?");
  private static final Pattern SHORT_HEX = Pattern.compile("[0-9a-fA-F]{1,32}");
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,20}");
  private static final Pattern ULID = Pattern.compile("[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}");

  private final List<byte[]> readings;

  private SoughtId(List<byte[]> readings) {
    this.readings = readings;
  }

  static SoughtId of(String id) {
    var text = id.strip();
    Set<String> all = new LinkedHashSet<>();
    all.add(text);
    add(all, WRAPPED.matcher(text), 1);
    add(all, TRACE_PARENT.matcher(text), 1);
    add(all, XRAY.matcher(text), 2);
    var mixed = B3_OR_JAEGER.matcher(text);
    if (mixed.matches()) {
      all.add(padded(mixed.group(1)));
    }
    if (SHORT_HEX.matcher(text).matches()) {
      all.add(padded(text));
    }
    if (DECIMAL.matcher(text).matches()) {
      try {
        all.add(padded(Long.toHexString(Long.parseUnsignedLong(text))));
      } catch (NumberFormatException tooLarge) {
        // Then it is no number of Datadog's.
      }
    }
    if (ULID.matcher(text).matches()) {
      all.add(text.toUpperCase(Locale.ROOT));
      all.add(text.toLowerCase(Locale.ROOT));
    }
    return new SoughtId(all.stream().map(SoughtId::bytes).toList());
  }

  private static void add(Set<String> all, Matcher matcher, int groups) {
    if (matcher.matches()) {
      var text = new StringBuilder();
      for (int group = 1; group <= groups; group++) {
        text.append(matcher.group(group));
      }
      all.add(text.toString());
    }
  }

  /** Tracers leave leading zeros out. */
  private static String padded(String digits) {
    return "0".repeat(32 - digits.length()) + digits;
  }

  /** As many bytes as are kept of an id. */
  private static byte[] bytes(String text) {
    byte[] all = text.getBytes(UTF_8);
    return all.length <= IdBytes.MAX_LENGTH ? all : Arrays.copyOf(all, IdBytes.MAX_LENGTH);
  }

  /** What the journal is asked for. */
  List<Long> hashes() {
    return readings.stream().map(SoughtId::hash).distinct().toList();
  }

  /** Of a trace's id as a sighting has it. */
  static long hash(String id) {
    return hash(bytes(id));
  }

  private static long hash(byte[] id) {
    return TraceIds.hash(id, 0, id.length);
  }

  /**
   * Whether a sighting that the journal gave is wanted. It knows ids by a half of theirs, which
   * another trace may share: one whose id was asked for, but is another as a whole, is not.
   */
  boolean wants(Sighting sighting) {
    var trace = sighting.traceId();
    if (trace == null) {
      return true;
    }
    byte[] id = trace.getBytes(UTF_8);
    long hash = hash(id);
    boolean isAsked = false;
    for (byte[] reading : readings) {
      if (hash(reading) == hash) {
        isAsked = true;
        if (TraceIds.matches(id, 0, id.length, reading, 0, reading.length)) {
          return true;
        }
      }
    }
    return !isAsked;
  }

  /** Whether any trace of this id would be kept where one in 2^k is. */
  boolean isKept(int k) {
    return hashes().stream().anyMatch(hash -> SightingSampler.takes(hash, k));
  }
}
