package dev.weir.kafka.decode;

import static dev.weir.kafka.decode.Records.RECORD_TIME;
import static dev.weir.kafka.decode.Records.body;
import static dev.weir.kafka.decode.Records.tombstone;
import static dev.weir.pipeline.StageEvent.NO_TIME;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.StageEvent;
import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class RecordDecoderTest {
  private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
  private static final String TRACE_PARENT = "00-" + TRACE_ID + "-b7ad6b7169203331-00";
  private static final String PARENT_ID = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";
  private static final String ENVELOPE =
      """
      {"id": "019353a1-0000-7000-8000-000000000001", "event_type": "signal",
       "timestamp": "2024-11-22T00:59:59.250Z", "source": "strategy", "broker": "paper",
       "data": {"symbol": "INFY"}, "correlation_id": "c-1",
       "causation_id": "017f22e2-79b0-7cc3-98c4-dc0c0c07398f", "trace_id": "t-1",
       "parent_trace_id": null}
      """;

  private final RecordDecoder decoder = new RecordDecoder(FieldSources.defaults(), 1_000);
  private final StageEvent event = new StageEvent();

  @Test
  void readsTheEnvelopeOfTheDefaults() {
    decode(body(ENVELOPE).key("k"));

    assertThat(event.trace).hasToString("t-1");
    assertThat(event.id).hasToString("019353a1-0000-7000-8000-000000000001");
    assertThat(event.parent).hasToString(PARENT_ID);
    assertThat(event.key).hasToString("INFY");
    assertThat(event.eventTimeMicros).isEqualTo(micros("2024-11-22T00:59:59.250Z"));
    assertThat(event.parentTimeMicros).isEqualTo(micros("2022-02-22T19:22:22Z"));
    assertThat(event.recordTimeMicros).isEqualTo(micros(RECORD_TIME.toString()));
    assertThat(event.originTimeMicros).isEqualTo(NO_TIME);
    assertThat(event.offset).isEqualTo(42);
    assertThat(event.sizeBytes).isEqualTo(ENVELOPE.getBytes(UTF_8).length + 1);
    assertThat(event.rejections).isZero();
  }

  @Test
  void forgetsTheRecordBefore() {
    decode(body(ENVELOPE).key("k").header("traceparent", TRACE_PARENT));
    decode(tombstone());

    assertThat(event.trace.isPresent()).isFalse();
    assertThat(event.id.isPresent()).isFalse();
    assertThat(event.parent.isPresent()).isFalse();
    assertThat(event.key.isPresent()).isFalse();
    assertThat(event.parentTimeMicros).isEqualTo(NO_TIME);
    assertThat(event.eventTimeMicros).isEqualTo(event.recordTimeMicros);
    assertThat(event.sizeBytes).isZero();
  }

  @Test
  void headersWinOverTheBodyWhenTheyComeFirst() {
    decode(
        body(ENVELOPE).header("TraceParent", " " + TRACE_PARENT + " ").header("CE_ID", " e-7\t"));

    assertThat(event.trace).hasToString(TRACE_ID);
    assertThat(event.id).hasToString("e-7");
    assertThat(event.rejections).isZero();
  }

  @Test
  void aBodyThatShowsNoArrayIsReadAsWell() {
    byte[] bytes = ENVELOPE.getBytes(UTF_8);
    var direct = ByteBuffer.allocateDirect(bytes.length + 2).put(1, bytes);
    direct.position(1).limit(1 + bytes.length);
    var readOnly = Records.slice(bytes).asReadOnlyBuffer();
    for (ByteBuffer buffer : new ByteBuffer[] {direct, readOnly}) {
      int position = buffer.position();
      decode(tombstone().value(buffer));

      assertThat(event.key).hasToString("INFY");
      assertThat(event.rejections).isZero();
      assertThat(buffer.position()).isEqualTo(position);
    }
  }

  @Test
  void theValueIsNotCopied() {
    byte[] fetched = ENVELOPE.getBytes(UTF_8);

    decode(tombstone().value(ByteBuffer.wrap(fetched)));

    assertThat(event.key.bytes()).isSameAs(fetched);
  }

  @Test
  void aRecordWithoutHeadersKeyOrSizesIsRead() {
    decoder.decode(
        new ConsumerRecord<>("topic", 0, 7, null, ByteBuffer.wrap("{\"id\":1}".getBytes(UTF_8))),
        event);

    assertThat(event.id).hasToString("1");
    assertThat(event.sizeBytes).isEqualTo(8);
    assertThat(event.recordTimeMicros).isEqualTo(NO_TIME);
  }

  private void decode(Records record) {
    decoder.decode(record.build(), event);
  }

  private static long micros(String instant) {
    return FieldRule.micros(instant);
  }
}
