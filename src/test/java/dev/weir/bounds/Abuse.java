package dev.weir.bounds;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Records that nobody should write. What they hold follows from a seed. */
public final class Abuse {
  /** What the broker takes in one message, in bytes; more than Kafka's own default of 1 MB. */
  public static final int MESSAGE_LIMIT = 3 << 20;

  private static final int MEGABYTE = 1 << 20;

  /** Every format of trace context that Weir reads. */
  private static final List<String> FORMATS =
      List.of(
          "traceparent",
          "tracestate",
          "baggage",
          "b3",
          "X-B3-TraceId",
          "X-B3-SpanId",
          "X-B3-Sampled",
          "uber-trace-id",
          "x-datadog-trace-id",
          "x-datadog-parent-id",
          "X-Amzn-Trace-Id",
          "elastic-apm-traceparent",
          "ce_traceparent",
          "ce_id",
          "ce_time",
          "trace_id");

  private static final List<String> ALMOST =
      List.of(
          "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
          "80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-1-05e3ac9a4f6e3b90",
          "4bf92f3577b34da6a3ce929d0e0e4736:00f067aa0ba902b7:0:1",
          "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
          "9529594830530443000",
          "2026-11-25T10:00:00.123Z");

  private Abuse() {}

  /** Records with a key each that no other has. */
  public static void keys(Writer writer, String topic, int count) {
    for (int at = 0; at < count; at++) {
      writer.send(new ProducerRecord<>(topic, ("key-" + at).getBytes(UTF_8), new byte[20]));
    }
    writer.flush();
  }

  /**
   * Records with garbage in their headers, no two of one kind: contexts cut, flipped or stretched,
   * names that no other record has, bytes that are no UTF-8, none at all, thousands in one record,
   * and now and then as much as a message may hold.
   */
  public static void headers(Writer writer, String topic, int count, long seed) {
    var random = new Random(seed);
    for (int at = 0; at < count; at++) {
      var record = new ProducerRecord<>(topic, ("k" + at % 50).getBytes(UTF_8), new byte[10]);
      var headers = record.headers();
      headers.add(FORMATS.get(at % FORMATS.size()), almost(random));
      headers.add(FORMATS.get(random.nextInt(FORMATS.size())), noise(random, 300));
      headers.add("kind-" + Long.toHexString(seed) + "-" + at, noise(random, 40));
      headers.add(text(random), null);
      if (at % 500 == 0) {
        for (int further = 0; further < 5_000; further++) {
          headers.add("n" + further + "-" + at, noise(random, 8));
        }
      }
      if (at % 2_000 == 1) {
        headers.add(FORMATS.get(at / 2_000 % FORMATS.size()), bytes(random, 2 * MEGABYTE));
      }
      writer.send(record);
    }
    writer.flush();
  }

  private static byte[] almost(Random random) {
    var text = ALMOST.get(random.nextInt(ALMOST.size())).getBytes(UTF_8);
    switch (random.nextInt(4)) {
      case 0 -> text[random.nextInt(text.length)] = (byte) random.nextInt(256);
      case 1 -> text = java.util.Arrays.copyOf(text, random.nextInt(text.length));
      case 2 -> text = java.util.Arrays.copyOf(text, text.length + 1 + random.nextInt(200));
      default -> text = new String(text, UTF_8).toUpperCase(Locale.ROOT).getBytes(UTF_8);
    }
    return text;
  }

  private static byte[] noise(Random random, int limit) {
    return bytes(random, random.nextInt(limit));
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static String text(Random random) {
    var text = new StringBuilder();
    for (int left = random.nextInt(20); left > 0; left--) {
      text.appendCodePoint(0x20 + random.nextInt(0xD000));
    }
    return text.toString();
  }

  /** Records whose key, ids and body have a megabyte each, all of them different. */
  public static void longNames(Writer writer, String topic, int count) {
    for (int at = 0; at < count; at++) {
      byte[] name = (at + "-" + "n".repeat(MEGABYTE)).getBytes(UTF_8);
      var none = new byte[0];
      writer.send(
          switch (at % 3) {
            case 0 -> new ProducerRecord<>(topic, name, none);
            case 1 -> {
              var record = new ProducerRecord<>(topic, "k".getBytes(UTF_8), none);
              record.headers().add("ce_id", name).add("trace_id", name);
              yield record;
            }
            default ->
                new ProducerRecord<>(
                    topic,
                    "k".getBytes(UTF_8),
                    ("{\"id\":\"" + new String(name, UTF_8) + "\"}").getBytes(UTF_8));
          });
    }
    writer.flush();
  }
}
