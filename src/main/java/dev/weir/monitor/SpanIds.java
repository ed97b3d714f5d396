package dev.weir.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.trace.TraceIds;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Ids of spans and traces that are functions of what they stand for, so that every replica, and
 * every replay, gives the same. Hex digits of lower case, never all zero.
 */
final class SpanIds {
  private static final int TRACE_DIGITS = 32;

  private SpanIds() {}

  /**
   * The id of a trace: its own 128 bits where it has them, with zeros before 64 of them; of any
   * other text a hash.
   */
  static String trace(String id) {
    byte[] text = id.getBytes(UTF_8);
    byte[] digits = new byte[TRACE_DIGITS];
    if (TraceIds.canonical(text, 0, text.length, digits, 0)) {
      return new String(digits, UTF_8);
    }
    var hash = hash("trace", id);
    return hex(hash.getLong(0)) + hex(hash.getLong(Long.BYTES));
  }

  /** Of the root of a trace. */
  static String root(String traceId) {
    return span("root", traceId);
  }

  /** Of an event. */
  static String event(Sighting sighting) {
    return span("event", place(sighting));
  }

  /** Of one of our own, which is unlike all others. */
  static String own(String traceId, String what) {
    return span(what, traceId);
  }

  /** Of a child in this stage that an event does not have. */
  static String absent(Sighting parent, String stage) {
    return span("absent", stage + '/' + place(parent));
  }

  /** Of the event that lies there. */
  static String event(String topic, int partition, long offset) {
    return span("event", place(topic, partition, offset));
  }

  private static String place(Sighting sighting) {
    return place(sighting.topic(), sighting.partition(), sighting.offset());
  }

  private static String place(String topic, int partition, long offset) {
    return topic + '/' + partition + '/' + offset;
  }

  private static String span(String what, String which) {
    return hex(hash(what, which).getLong(0));
  }

  private static String hex(long bits) {
    // Zero is no id.
    return String.format("%016x", bits == 0 ? 1 : bits);
  }

  private static ByteBuffer hash(String what, String which) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return ByteBuffer.wrap(digest.digest((what + ':' + which).getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
