package dev.weir.kafka.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.trace.HeaderTable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class HeaderReaderTest {
  private static final List<String> WANTED = List.of("traceparent", "X-B3-TraceId", "größe", "");

  private final HeaderTable table = new HeaderTable(WANTED);
  private final HeaderReader reader = new HeaderReader(table);

  /** What the table has after a read; null where a header is absent. */
  private List<String> read(HeaderReader by, HeaderTable into, Records record) {
    var built = record.build();
    by.read(built, view(built.key()), view(built.value()));
    var found = new ArrayList<String>();
    for (int slot = 0; slot < WANTED.size(); slot++) {
      found.add(
          into.isPresent(slot)
              ? new String(into.bytes(slot), into.offset(slot), into.length(slot), UTF_8)
              : null);
    }
    return found;
  }

  private static BufferView view(ByteBuffer buffer) {
    var view = new BufferView();
    view.set(buffer);
    return view;
  }

  @Test
  void namesMatchExactlyThenWithoutCaseAndTheLastWins() {
    var record =
        Records.body("{}")
            .header("TRACEPARENT", "without case")
            .header("traceparent", "first")
            .header("traceparent", "last")
            .header("TraceParent", "too late")
            .header("traceparent", (byte[]) null)
            .header("x-b3-traceid", "a")
            .header("x-b3-TRACEID", "b")
            .header("x{b3-traceid", "one bit off")
            .header("GRÖSSE", "not this")
            .header("GRÖßE", "grown")
            .header("", "nameless")
            .fetched();

    assertThat(read(reader, table, record)).containsExactly("last", "b", "grown", "nameless");
    assertThat(reader.isInPlace()).isTrue();
  }

  @Test
  void headersOfTombstonesAreReadToo() {
    assertThat(
            read(reader, table, Records.tombstone().key("k").header("", "a").fetched()).getLast())
        .isEqualTo("a");
    assertThat(read(reader, table, Records.tombstone().header("", "b").fetched()).getLast())
        .isEqualTo("b");
    assertThat(reader.isInPlace()).isTrue();
  }

  @Test
  void bothWaysFindTheSame() {
    long seed = 20_261_122;
    var random = new Random(seed);
    var otherTable = new HeaderTable(WANTED);
    for (int round = 0; round < 20_000; round++) {
      var record =
          random.nextInt(5) == 0 ? Records.tombstone() : Records.body("x".repeat(round % 200));
      if (random.nextBoolean()) {
        record.key("key");
      }
      for (int header = random.nextInt(6); header > 0; header--) {
        byte[] value = random.nextInt(4) == 0 ? null : new byte[random.nextInt(300)];
        if (value != null) {
          random.nextBytes(value);
        }
        record.header(name(random), value);
      }
      var through = new HeaderReader(otherTable);
      // Buffers without an array behind them leave only the client's way.
      var fetched = record.fetched();
      var expected = read(through, otherTable, fetched.readOnly());
      assertThat(read(reader, table, fetched))
          .as("seed %d, round %d", seed, round)
          .isEqualTo(expected);
    }
    assertThat(reader.isInPlace()).isTrue();
  }

  private static String name(Random random) {
    var name = WANTED.get(random.nextInt(WANTED.size()));
    return switch (random.nextInt(4)) {
      case 0 -> name.toUpperCase(java.util.Locale.ROOT);
      case 1 -> name + "x";
      case 2 -> "tr\u00e4ceparent".substring(random.nextInt(5));
      default -> name;
    };
  }

  @Test
  void whereHeadersLieElsewhereTheClientIsAsked() {
    // Behind the value is something that looks like no headers at all.
    byte[] around = {'{', '}', 0, 0, 0};
    var record =
        Records.tombstone().value(ByteBuffer.wrap(around, 0, 2).slice()).header("", "there");

    assertThat(read(reader, table, record).getLast()).isEqualTo("there");
    assertThat(reader.isInPlace()).isFalse();
    assertThat(read(reader, table, record).getLast()).isEqualTo("there");
  }

  @Test
  void damagedHeadersAreNotLookedFor() {
    var random = new Random(7);
    var raw = new RawHeaders();
    for (int round = 0; round < 100_000; round++) {
      byte[] bytes = new byte[1 + random.nextInt(40)];
      random.nextBytes(bytes);
      int limit = random.nextInt(bytes.length);
      ConsumerRecord<ByteBuffer, ByteBuffer> record =
          Records.tombstone().value(ByteBuffer.wrap(bytes, 0, limit).slice()).build();
      var key = view(record.key());
      var body = view(record.value());
      if (raw.start(key, record.serializedKeySize(), body, record.serializedValueSize())) {
        while (raw.next()) {
          assertThat(raw.nameStart() + raw.nameLength()).isBetween(limit, bytes.length);
          assertThat(raw.valueStart() + Math.max(raw.valueLength(), 0))
              .isBetween(limit, bytes.length);
        }
        raw.rewind();
        var unsuspecting = new HeaderTable(WANTED);
        raw.putInto(unsuspecting);
        for (int slot = 0; slot < WANTED.size(); slot++) {
          assertThat(unsuspecting.offset(slot) + unsuspecting.length(slot))
              .isLessThanOrEqualTo(bytes.length);
        }
      }
    }
  }
}
