package dev.weir.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.ObserverView;
import dev.weir.flow.PartitionId;
import dev.weir.flow.PartitionState;
import dev.weir.flow.StageShape;
import dev.weir.flow.ViewBuilder;
import dev.weir.kafka.decode.RecordDecoder;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.StageEvent;
import dev.weir.pipeline.TopicSelector;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** What Weir makes of the platform's risk manager, whose clock is 1.5 s behind. */
class ClockSkewTest {
  private static final Instant START = Instant.parse("2026-03-02T06:00:00Z");

  private final List<Message> messages = new ArrayList<>();
  private final TradingPlatform platform =
      new TradingPlatform(1, 200, micros(START), messages::add);

  @Test
  void isShownByTheStageAndByNoOther() {
    platform.scenario(Scenario.CLOCK_SKEW);
    var now = START.plusSeconds(60);
    platform.runUntil(micros(now));
    assertThat(behind(Service.RISK, now))
        .isBetween(Duration.ofMillis(1400), Duration.ofMillis(1500));
    assertThat(behind(Service.STRATEGY, now)).isNull();
    assertThat(behind(Service.ENGINE, now)).isNull();
  }

  private @org.jspecify.annotations.Nullable Duration behind(Service service, Instant now) {
    var topic = service.topic();
    var stage = new Stage("one", List.of(new TopicSelector.Exact(topic)), List.of(), null, null);
    var pipeline = new Pipeline("test", "demo", FieldSources.defaults(), List.of(stage));
    var state =
        new PartitionState(new PartitionId(topic, 0), StageShape.of(pipeline, stage, 100), 0);
    var decoder = new RecordDecoder(pipeline.fields(), 100_000);
    var event = new StageEvent();
    for (var message : messages) {
      if (message.topic().equals(topic)) {
        decoder.decode(record(message, state.nextOffset()), event);
        state.apply(event);
      }
    }
    var up = new ObserverView.Link(true, now, "");
    var observer = new ObserverView("weir-0", 1, true, 0L, Duration.ZERO, now, up, up);
    return new ViewBuilder(pipeline, 100)
        .build(List.of(state), Map.of(), Map.of(), observer, now)
        .view()
        .stages()
        .getFirst()
        .clock()
        .behindBy();
  }

  private static ConsumerRecord<ByteBuffer, ByteBuffer> record(Message message, long offset) {
    var body = ByteBuffer.wrap(message.body().getBytes(StandardCharsets.UTF_8));
    return new ConsumerRecord<>(
        message.topic(),
        0,
        offset,
        message.event().epochMicros() / 1000,
        TimestampType.CREATE_TIME,
        ConsumerRecord.NULL_SIZE,
        body.remaining(),
        null,
        body,
        new RecordHeaders(),
        Optional.empty());
  }

  private static long micros(Instant instant) {
    return instant.toEpochMilli() * 1000;
  }
}
