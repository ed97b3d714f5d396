package dev.weir.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.PartitionId;
import dev.weir.flow.SnapshotCodec;
import dev.weir.flow.StageShape;
import dev.weir.kafka.decode.RecordDecoder;
import dev.weir.kafka.fetch.Runs;
import dev.weir.memory.MemoryJournal;
import dev.weir.monitor.IngestTally;
import dev.weir.monitor.Journal;
import dev.weir.monitor.JournalQueue;
import dev.weir.monitor.JournalSettings;
import dev.weir.monitor.PartitionOwner;
import dev.weir.monitor.Settings;
import dev.weir.monitor.Sighting;
import dev.weir.monitor.SightingSamples;
import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.StageEvent;
import dev.weir.pipeline.TopicSelector;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What of a record leads to its sightings. */
class TraceNamesTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String BODY =
      """
      {"id":"019353a1-0000-7000-8000-000000000002","timestamp":"2026-03-02T12:00:00Z",\
      "data":{"symbol":"INFY"},"correlation_id":"order-7","causation_id":"e-1","trace_id":"t-7"}""";

  private final Journal journal =
      new MemoryJournal(
          JournalSettings.defaults(Settings.StoreKind.MEMORY), InstantSource.system());
  private final JournalQueue queue = new JournalQueue(journal, 100);
  private final StageEvent event = new StageEvent();

  private static Settings settings(FieldSources fields) {
    var stage = new Stage("only", List.of(new TopicSelector.Exact("topic")), List.of(), null, null);
    return new Settings(
        new Pipeline("test", "test", fields, List.of(stage)),
        Settings.StoreKind.MEMORY,
        new Settings.Start.Earliest(),
        1,
        Duration.ofSeconds(1),
        Duration.ofSeconds(30),
        10,
        1_000,
        Duration.ofSeconds(10));
  }

  private void see(FieldSources fields, @Nullable String traceparent, String body) {
    var settings = settings(fields);
    var headers = new RecordHeaders();
    if (traceparent != null) {
      headers.add("traceparent", traceparent.getBytes(UTF_8));
    }
    var record =
        new ConsumerRecord<>(
            "topic",
            3,
            17,
            1_772_452_800_000L,
            TimestampType.CREATE_TIME,
            1,
            body.length(),
            ByteBuffer.wrap("k".getBytes(UTF_8)),
            ByteBuffer.wrap(body.getBytes(UTF_8)),
            headers,
            Optional.empty());
    var stage = settings.pipeline().stages().getFirst();
    var partition = new TopicPartition("topic", 3);
    var from =
        new OwnedPartition(
            partition,
            new PartitionOwner(
                new PartitionId("topic", 3),
                StageShape.of(settings.pipeline(), stage, 10),
                new SnapshotCodec()),
            new IngestTally().cells(stage, "topic", true),
            0);
    var tap = new SightingTap(settings, queue, null);
    new RecordDecoder(settings.pipeline(), 1_000, null).decode(record, event);
    tap.see(event, Runs.view(record), from.topicName, SightingSamples.NOON);
    tap.flush();
    tap.release();
  }

  private List<Sighting> find(String id) {
    var found = journal.find(List.of(SightingSamples.hash(id))).await().indefinitely();
    return ((Journal.Found.Sightings) found).sightings();
  }

  @Test
  void whatTheOtherSourcesOfTheTraceHaveLeadsToIt() {
    see(FieldSources.defaults(), "00-" + TRACE + "-00f067aa0ba902b7-01", BODY);

    var seen = find(TRACE);
    assertThat(seen).hasSize(1);
    var sighting = seen.getFirst();
    assertThat(sighting.traceId()).isEqualTo(TRACE);
    assertThat(sighting.spanId()).isEqualTo("00f067aa0ba902b7");
    assertThat(sighting.parentId()).isEqualTo("e-1");
    assertThat(sighting.key()).isEqualTo("INFY");
    assertThat(sighting.topic()).isEqualTo("topic");
    assertThat(sighting.partition()).isEqualTo(3);
    assertThat(sighting.offset()).isEqualTo(17);
    assertThat(sighting.observedMicros()).isEqualTo(SightingSamples.NOON);
    for (var id :
        List.of("t-7", "order-7", "019353a1-0000-7000-8000-000000000002", "a3ce929d0e0e4736")) {
      assertThat(find(id)).as(id).isEqualTo(seen);
    }
    assertThat(find("e-1")).as("its parent was not seen").isEmpty();
    assertThat(find("INFY")).isEmpty();
  }

  @Test
  void aBodyThatCannotBeReadGivesNoNames() {
    see(FieldSources.defaults(), "00-" + TRACE + "-00f067aa0ba902b7-01", "{\"trace_id\":");
    assertThat(find(TRACE)).hasSize(1);
  }

  @Test
  void aTraceWithASingleSourceHasNoOtherName() {
    var defaults = FieldSources.defaults();
    var fields =
        new FieldSources(
            List.of(new FieldSource.Json(List.of("correlation_id"))),
            defaults.id(),
            defaults.parent(),
            defaults.time(),
            List.of(),
            defaults.key());
    see(fields, null, BODY);
    assertThat(find("order-7")).hasSize(1);
    assertThat(find("t-7")).isEmpty();
  }

  @Test
  void withoutAJournalNothingIsSeen() {
    var tap = new SightingTap(settings(FieldSources.defaults()), null, null);
    tap.tick(1);
    tap.flush();
    tap.release();
    assertThat(queue.tally().kept()).isZero();
  }
}
