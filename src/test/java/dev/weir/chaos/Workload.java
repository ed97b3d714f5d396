package dev.weir.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.chaos.Books.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Makes the records of a small pipeline, and says what each adds to Weir's figures. Some are late,
 * some malformed, and some are older than what caused them, so that such counts are compared too.
 * Every figure follows from the order within a partition, which is the order in which they are
 * made. Not thread-safe.
 */
final class Workload {
  /** Topics by stage, in the pipeline's order. */
  static final Map<String, String> TOPICS = topics();

  static final int PARTITIONS = 4;

  static final String DEFINITION =
      """
      weir:
        namespace: chaos
        store: redis
        start: earliest
        commit-interval: 200ms
        pipeline:
          name: chaos
          stages:
            market-data: { topics: [market.ticks] }
            strategy: { topics: [trading.signals], after: { market-data: { expect: some } } }
            execution: { topics: [trading.orders], after: { strategy: { expect: some } } }
      """;

  private static final int SYMBOLS = 600;
  private static final int RECORDS_OF_A_SYMBOL = 400;
  private static final int LATE_IN = 40;
  private static final int MALFORMED_IN = 90;
  private static final int CAUSED_LATER_IN = 30;
  private static final long LATE_MS = 2_000;
  private static final long CAUSED_BEFORE_MS = 25;

  private final List<String> stages = List.copyOf(TOPICS.keySet());
  private final Random random;
  private final Map<String, Long> newest = new HashMap<>();
  private int made;

  Workload(long seed) {
    random = new Random(seed);
  }

  private static Map<String, String> topics() {
    var topics = new LinkedHashMap<String, String>();
    topics.put("market-data", "market.ticks");
    topics.put("strategy", "trading.signals");
    topics.put("execution", "trading.orders");
    return topics;
  }

  /**
   * A record and what it adds.
   *
   * @param entries its part of the books
   */
  record Made(ProducerRecord<byte[], byte[]> record, List<Entry> entries) {}

  /** The next record, written now. */
  Made next(Instant now) {
    int at = random.nextInt(stages.size());
    var stage = stages.get(at);
    var symbol = "SYM" + symbol();
    int partition = Math.floorMod(symbol.hashCode() * 31 + at, PARTITIONS);
    var entries = new ArrayList<Entry>();
    entries.add(new Entry(Names.events(stage), 1));
    entries.add(new Entry(Names.key(stage, symbol), 1));
    boolean malformed = random.nextInt(MALFORMED_IN) == 0;
    // Of a body that cannot be read, the record's own time counts.
    boolean late = !malformed && random.nextInt(LATE_IN) == 0;
    long time = now.toEpochMilli() - (late ? LATE_MS : 0);
    if (time < newest.getOrDefault(stage + partition, Long.MIN_VALUE)) {
      entries.add(new Entry(Names.outOfOrder(stage), 1));
    }
    newest.merge(stage + partition, time, Math::max);
    String body;
    if (malformed) {
      body = "{\"id\":\"" + id(time) + "\",\"timest";
      entries.add(new Entry(Names.rejected(stage, "body-malformed"), 1));
    } else {
      body = body(time, symbol, at == 0 ? "null" : "\"" + id(causedAt(time, at, entries)) + "\"");
    }
    byte[] key = symbol.getBytes(UTF_8);
    byte[] value = body.getBytes(UTF_8);
    entries.add(new Entry(Names.bytes(stage), key.length + (long) value.length));
    return new Made(
        new ProducerRecord<>(TOPICS.get(stage), partition, now.toEpochMilli(), key, value),
        entries);
  }

  /**
   * Most are rare, and in time each is seen for the last time, so that what is written of a state
   * is seldom all of it, and what was lost of it is not made good by later events.
   */
  private int symbol() {
    double even = random.nextDouble();
    return made++ / RECORDS_OF_A_SYMBOL + (int) (SYMBOLS * even * even * even);
  }

  private long causedAt(long time, int at, List<Entry> entries) {
    if (random.nextInt(CAUSED_LATER_IN) == 0) {
      entries.add(new Entry(Names.negative(stages.get(at - 1), stages.get(at)), 1));
      return time + CAUSED_BEFORE_MS;
    }
    return time - CAUSED_BEFORE_MS;
  }

  private String body(long time, String symbol, String parent) {
    return """
        {"id":"%s","event_type":"x","timestamp":"%s","source":"chaos","broker":"none",\
        "data":{"symbol":"%s","price":%d.5},"correlation_id":"c","causation_id":%s,\
        "trace_id":"%s","parent_trace_id":null}"""
        .formatted(
            id(time),
            Instant.ofEpochMilli(time),
            symbol,
            random.nextInt(9_000),
            parent,
            new UUID(random.nextLong(), random.nextLong()));
  }

  /** A UUIDv7 of this time. */
  private UUID id(long millis) {
    return new UUID(
        millis << 16 | 0x7000L | (random.nextLong() & 0xfff),
        0x8000_0000_0000_0000L | random.nextLong() >>> 2);
  }
}
