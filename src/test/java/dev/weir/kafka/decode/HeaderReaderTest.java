package dev.weir.kafka.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.kafka.fetch.FetchedRecord;
import dev.weir.kafka.fetch.Runs;
import dev.weir.trace.HeaderTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeaderReaderTest {
  private static final List<String> WANTED = List.of("traceparent", "X-B3-TraceId", "größe", "");

  private final HeaderTable table = new HeaderTable(WANTED);
  private final HeaderReader reader = new HeaderReader(table);

  /** What the table has after a read; null where a header is absent. */
  private List<String> read(FetchedRecord record) {
    assertThat(reader.read(record)).isTrue();
    var found = new ArrayList<String>();
    for (int slot = 0; slot < WANTED.size(); slot++) {
      found.add(
          table.isPresent(slot)
              ? new String(table.bytes(slot), table.offset(slot), table.length(slot), UTF_8)
              : null);
    }
    return found;
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
            .header("", "nameless");

    assertThat(read(record.fetched())).containsExactly("last", "b", "grown", "nameless");
    assertThat(read(Runs.view(record.build()))).containsExactly("last", "b", "grown", "nameless");
  }

  @Test
  void headersOfTombstonesAreReadToo() {
    assertThat(read(Records.tombstone().key("k").header("", "a").fetched()).getLast())
        .isEqualTo("a");
    assertThat(read(Records.tombstone().header("", "b").fetched()).getLast()).isEqualTo("b");
  }

  @Test
  void bothWaysFindTheSame() {
    long seed = 20_261_122;
    var random = new Random(seed);
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
      var expected = read(Runs.view(record.build()));
      var fetched = record.fetched();
      assertThat(read(fetched)).as("seed %d, round %d", seed, round).isEqualTo(expected);
      assertThat(fetched.headerNames(4)).isEqualTo(Runs.view(record.build()).headerNames(4));
    }
  }

  private static String name(Random random) {
    var name = WANTED.get(random.nextInt(WANTED.size()));
    return switch (random.nextInt(4)) {
      case 0 -> name.toUpperCase(Locale.ROOT);
      case 1 -> name + "x";
      case 2 -> "tr\u00e4ceparent".substring(random.nextInt(5));
      default -> name;
    };
  }
}
