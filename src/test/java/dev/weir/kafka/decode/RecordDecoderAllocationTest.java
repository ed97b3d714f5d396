package dev.weir.kafka.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.weir.kafka.fetch.FetchedRecord;
import dev.weir.pipeline.Condition;
import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.FieldType;
import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.StageEvent;
import dev.weir.pipeline.TopicSelector;
import dev.weir.pipeline.ValueField;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordDecoderAllocationTest {
  private static final int ROUNDS = 20_000;
  private static final int MAX_BATCHES = 60;

  @Test
  void nothingIsAllocatedForARecord() {
    var records = records();
    var decoder = new RecordDecoder(pipeline(), 1 << 20, null);
    var event = new StageEvent();
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long timeSum = 0;
    double least = Double.MAX_VALUE;
    // What counts is the steady state. When the compiler has reached it cannot be known, so batches
    // are decoded until one of them allocates nothing; if each record costs something, none does.
    for (int batch = 0; batch < MAX_BATCHES && least >= 4; batch++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      timeSum += decodeAll(decoder, records, event, ROUNDS);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      least = Math.min(least, (double) allocated / (ROUNDS * records.size()));
    }

    assertThat(timeSum).isPositive();
    assertThat(least).as("bytes per record").isLessThan(4);
  }

  /** One that has values, conditions and Snowflake ids. */
  private static Pipeline pipeline() {
    var price = new FieldSource.Json(List.of("price"));
    var live = new FieldSource.Json(List.of("live"));
    var fields =
        FieldSources.defaults()
            .with(
                List.of(
                    new ValueField("price", FieldType.NUMBER, List.of(price)),
                    new ValueField("live", FieldType.BOOLEAN, List.of(live))),
                Instant.EPOCH);
    var where = new Condition(live, true, List.of("false", "no"));
    var first =
        new Stage("first", List.of(new TopicSelector.Exact("topic")), List.of(), null, null);
    var second =
        new Stage(
            "second",
            List.of(new TopicSelector.Exact("other")),
            List.of(new Hop("first", "second", Hop.Expect.SOME, null, where)),
            null,
            null);
    return new Pipeline("test", "test", fields, List.of(first, second));
  }

  private static long decodeAll(
      RecordDecoder decoder, List<FetchedRecord> records, StageEvent event, int rounds) {
    long sum = 0;
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < records.size(); i++) {
        decoder.decode(records.get(i), event);
        sum += event.eventTimeMicros & 0xFFFF;
      }
    }
    return sum;
  }

  private static List<FetchedRecord> records() {
    var bodies =
        List.of(
            """
            {"id":"019353a1-0000-7000-8000-000000000001","event_type":"signal",\
            "timestamp":"2024-11-22T00:59:59.250Z","source":"strategy","broker":"paper",\
            "data":{"symbol":"INFY","price":1.5,"legs":[1,2,{"x":null}]},"correlation_id":"c-1",\
            "causation_id":"017f22e2-79b0-7cc3-98c4-dc0c0c07398f","trace_id":"t-1"}\
            """,
            "{\"timestamp\":1732237200123,\"id\":\"\\u00e9\",\"n\\u0061me\":1,\"trace_id\":null}",
            // Times of other forms, values and what cannot be read.
            "{\"timestamp\":\"Fri, 22 Nov 2024 00:30:00 GMT\",\"price\":\"1.5e30\",\"live\":\"TRUE\"}",
            "{\"timestamp\":\"0ujtsYcgvSTl8PAuAdqWYSMnLOv\",\"price\":{},\"live\":[],\"id\":true}",
            "{\"timestamp\":\"never\",\"price\":\"x\",\"causation_id\":\"1541815603606036480\"}",
            "{\"timestamp\":-1,\"id\":\"\\ud800\",\"live\":\"no\"}",
            "[".repeat(600),
            "{\"id\":\"cut",
            "");
    var records = new ArrayList<FetchedRecord>();
    for (String body : bodies) {
      records.add(
          Records.tombstone()
              .key("k")
              .value(ByteBuffer.wrap(body.getBytes(UTF_8)))
              .header("other", "value")
              .header("TraceParent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
              .header("b3", "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1")
              .header("ce_id", "e-1")
              .header("x-datadog-trace-id", (byte[]) null)
              .fetched());
    }
    records.add(Records.tombstone().key("k").header("b3", "0").fetched());
    return records;
  }
}
