package dev.weir.kafka;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.demo.Message;
import dev.weir.demo.Planted;
import dev.weir.demo.Scenario;
import dev.weir.demo.TradingPlatform;
import dev.weir.flow.Micros;
import dev.weir.flow.PartitionId;
import dev.weir.flow.SnapshotCodec;
import dev.weir.flow.StageShape;
import dev.weir.kafka.decode.RecordDecoder;
import dev.weir.kafka.fetch.Runs;
import dev.weir.memory.MemoryJournal;
import dev.weir.monitor.IngestTally;
import dev.weir.monitor.JournalQueue;
import dev.weir.monitor.JournalSettings;
import dev.weir.monitor.PartitionOwner;
import dev.weir.monitor.Samples;
import dev.weir.monitor.Settings;
import dev.weir.monitor.TraceFinder;
import dev.weir.monitor.TracePath;
import dev.weir.monitor.TracePath.Passage;
import dev.weir.monitor.TracePath.State;
import dev.weir.monitor.Traces.Answer;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.StageEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/**
 * Two virtual minutes of the simulated platform in which something goes wrong, read as a poll loop
 * reads: what the journal says of each message is what the platform did to it.
 */
class DemoTracesTest {
  private static final long SECOND = 1_000_000;
  private static final Instant BEGAN = Instant.parse("2026-03-30T04:00:00Z");
  private static final Duration TIME = Duration.ofMinutes(2);

  private final Settings settings = DemoMessages.settings();
  private final Pipeline pipeline = settings.pipeline();
  private final MemoryJournal journal =
      new MemoryJournal(
          new JournalSettings(true, 1, Duration.ofHours(1), 1_000_000), InstantSource.system());
  private final JournalQueue queue = new JournalQueue(journal, Integer.MAX_VALUE);
  private final TraceFinder finder =
      new TraceFinder(
          pipeline,
          journal,
          queue,
          Samples::observer,
          // Long after the last deadline.
          InstantSource.fixed(BEGAN.plus(TIME).plusSeconds(600)));
  private final List<Message> messages = new ArrayList<>();

  private Planted.Summary play(Scenario scenario) {
    var platform = new TradingPlatform(7, 100, Micros.of(BEGAN), messages::add);
    platform.scenario(scenario);
    platform.runUntil(Micros.of(BEGAN.plus(TIME)));
    var planted = platform.planted().summary();
    // Nothing more goes wrong, and all that is on its way arrives.
    platform.scenario(Scenario.STOP_FEED);
    platform.runUntil(Micros.of(BEGAN.plus(TIME)) + 60 * SECOND);
    read();
    return planted;
  }

  private void read() {
    var tap = new SightingTap(settings, queue, null);
    var decoder = new RecordDecoder(pipeline, 1 << 20, null);
    var event = new StageEvent();
    Map<String, OwnedPartition> partitions = new HashMap<>();
    long offset = 0;
    for (var message : messages) {
      var record = DemoMessages.record(message, offset++);
      decoder.decode(record, event);
      tap.see(
          event,
          Runs.view(record),
          partitions.computeIfAbsent(message.topic(), this::partition).topicName,
          message.event().epochMicros());
    }
    tap.flush();
    assertThat(queue.tally().dropped()).isZero();
  }

  private OwnedPartition partition(String topic) {
    var stage = pipeline.stageOf(topic).orElseThrow();
    return new OwnedPartition(
        new TopicPartition(topic, 0),
        new PartitionOwner(
            new PartitionId(topic, 0), StageShape.of(pipeline, stage, 10), new SnapshotCodec()),
        new IngestTally().cells(stage, topic, false),
        0);
  }

  private TracePath trace(String id) {
    var answer = finder.trace(id).await().indefinitely();
    assertThat(answer).as(id).isInstanceOf(Answer.Found.class);
    return ((Answer.Found) answer).path();
  }

  /** Every trace by its id, found by it. */
  private Map<String, TracePath> all() {
    return messages.stream()
        .map(message -> message.event().traceId())
        .distinct()
        .collect(toMap(id -> id, this::trace));
  }

  private static Set<String> tracesWith(Map<String, TracePath> traces, State state) {
    return traces.entrySet().stream()
        .filter(
            entry ->
                entry.getValue().passages().stream().anyMatch(passage -> passage.state() == state))
        .map(Map.Entry::getKey)
        .collect(toSet());
  }

  private static Set<String> traces(List<Planted.Fault> faults) {
    return faults.stream().map(Planted.Fault::traceId).collect(toSet());
  }

  @Test
  void everyMessageIsFoundByEachOfItsIds() {
    play(Scenario.CALM);
    var stages = pipeline.stages().stream().map(Stage::name).toList();
    assertThat(messages).hasSizeGreaterThan(10_000);
    var traces = all();
    assertThat(traces.values())
        .anySatisfy(
            path ->
                assertThat(path.steps())
                    .extracting(TracePath.Step::stage)
                    .containsExactlyElementsOf(stages));
    long seen = 0;
    for (var path : traces.values()) {
      seen += path.steps().size();
    }
    assertThat(seen).as("each message once").isEqualTo(messages.size());
    for (var message : messages) {
      var event = message.event();
      var whole = Objects.requireNonNull(traces.get(event.traceId()));
      assertThat(whole.traceId()).isEqualTo(event.traceId());
      assertThat(trace(event.id().toString())).isEqualTo(whole);
      assertThat(trace(event.correlationId())).isEqualTo(whole);
    }
    assertThat(tracesWith(traces, State.MISSING)).isEmpty();
    assertThat(tracesWith(traces, State.NEGATIVE)).isEmpty();
  }

  @Test
  void ordersThatWereLostAreMissingAndNoOthers() {
    var planted = play(Scenario.LOST_ORDERS);
    assertThat(planted.lost()).hasSizeGreaterThan(2);
    assertThat(tracesWith(all(), State.MISSING)).isEqualTo(traces(planted.lost()));
    for (var lost : planted.lost()) {
      assertThat(trace(lost.id()).passages())
          .contains(new Passage("risk", "execution", null, State.MISSING));
    }
  }

  @Test
  void ordersThatWereWrittenTwiceAreTwoPassages() {
    var planted = play(Scenario.DUPLICATES);
    assertThat(planted.duplicated()).hasSizeGreaterThan(5);
    var twice =
        all().entrySet().stream()
            .filter(
                entry ->
                    entry.getValue().passages().stream()
                            .filter(passage -> passage.to().equals("execution"))
                            .count()
                        > 1)
            .map(Map.Entry::getKey)
            .collect(toSet());
    assertThat(twice).isEqualTo(traces(planted.duplicated()));
  }

  @Test
  void aClockThatIsBehindMakesPassagesNegative() {
    play(Scenario.CLOCK_SKEW);
    var negative =
        all().values().stream()
            .flatMap(path -> path.passages().stream())
            .filter(passage -> passage.state() == State.NEGATIVE)
            .map(passage -> passage.from() + " " + passage.to())
            .collect(toSet());
    assertThat(negative).containsExactly("strategy risk");
  }
}
