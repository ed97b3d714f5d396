package dev.weir.kafka.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.FieldType;
import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.Slice;
import dev.weir.pipeline.StageEvent;
import dev.weir.pipeline.ValueField;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecordDecoderFuzzTest {
  private static final List<String> NAMES =
      List.of("traceparent", "TraceParent", "trace_id", "ce_id", "CE_ID", "other", "");
  private static final List<String> VALUES =
      List.of(
          "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "id-1", " ", "", "\u0000é");
  private static final List<FieldSource> VALUE_SOURCES =
      List.of(
          new FieldSource.Header("other"),
          new FieldSource.Json(List.of("timestamp")),
          new FieldSource.Json(List.of("data", "symbol")),
          new FieldSource.RecordKey());
  private static final List<String> BODIES =
      List.of(
          """
          {"id":"e-1","timestamp":"2024-11-22T01:00:00.5+05:30","data":{"symbol":"INFY"},\
          "correlation_id":"c","causation_id":"017f22e2-79b0-7cc3-98c4-dc0c0c07398f","trace_id":7}\
          """,
          "{\"timestamp\":1732237200123,\"id\":\"\\u00e9\\ud83d\\ude80\",\"trace_id\":null}",
          "[]");

  @Test
  void noRecordMakesItThrowAndEveryEventIsSane() {
    long seed = Long.getLong("weir.seed", 20241122);
    int rounds = Envelopes.rounds(150_000);
    System.out.printf("seed %d, %,d records%n", seed, rounds);
    var random = new Random(seed);
    var values =
        Stream.of(FieldType.values())
            .map(type -> new ValueField(type.label(), type, VALUE_SOURCES))
            .toList();
    var fields = FieldSources.defaults().with(values, Instant.EPOCH);
    var decoder = new RecordDecoder(fields, 500);
    var event = new StageEvent();
    int clean = 0;
    for (int i = 0; i < rounds; i++) {
      var record = record(random);

      decoder.decode(record.build(), event);

      if (!isSane(event) || !isExplained(decoder, event, i)) {
        throw new AssertionError("seed " + seed + ", record " + i);
      }
      clean += event.rejections == 0 ? 1 : 0;
    }
    assertThat(clean).as("the test means something").isBetween(rounds / 100, rounds - rounds / 100);
  }

  /** Asked for some only, because it is slow. */
  private static boolean isExplained(RecordDecoder decoder, StageEvent event, int round) {
    if (round % 16 != 0) {
      return true;
    }
    for (Rejection reason : Rejection.values()) {
      boolean applies =
          (event.rejections & reason.bit()) != 0 || reason == Rejection.RECORD_CORRUPT;
      if (decoder.detail(reason).isEmpty() == applies) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSane(StageEvent event) {
    return event.eventTimeMicros >= 0
        && event.eventTimeMicros < 4_133_980_800_000_000L
        && (event.originTimeMicros >= 0 || event.originTimeMicros == StageEvent.NO_TIME)
        && (event.parentTimeMicros >= 0 || event.parentTimeMicros == StageEvent.NO_TIME)
        && (event.recordTimeMicros >= 0 || event.recordTimeMicros == StageEvent.NO_TIME)
        && event.sizeBytes >= 0
        && event.rejections >>> Rejection.count() == 0
        && isInside(event.key)
        && isInside(event.id)
        && isInside(event.parent)
        && isInside(event.trace);
  }

  private static boolean isInside(Slice slice) {
    return !slice.isPresent()
        || (slice.length() > 0
            && slice.offset() >= 0
            && slice.offset() <= slice.bytes().length - slice.length());
  }

  private static Records record(Random random) {
    var record = Records.tombstone();
    for (int count = random.nextInt(4); count > 0; count--) {
      byte[] value = damaged(random, VALUES);
      record.header(pick(random, NAMES), random.nextInt(10) == 0 ? null : value);
    }
    if (random.nextInt(10) > 0) {
      byte[] body = random.nextBoolean() ? damaged(random, BODIES) : Envelopes.mutated(random);
      record.value(
          switch (random.nextInt(10)) {
            case 0 -> ByteBuffer.allocateDirect(body.length).put(0, body);
            case 1 -> ByteBuffer.wrap(body).asReadOnlyBuffer();
            default -> Records.slice(body);
          });
    }
    if (random.nextBoolean()) {
      byte[] key = new byte[random.nextInt(4)];
      random.nextBytes(key);
      record.key(key);
    }
    return switch (random.nextInt(8)) {
      case 0 -> record.at(random.nextLong());
      case 1 -> record.at(-1);
      case 2 -> record.at(random.nextInt());
      default -> record;
    };
  }

  private static byte[] damaged(Random random, List<String> texts) {
    byte[] bytes = pick(random, texts).getBytes(UTF_8);
    if (random.nextInt(20) == 0) {
      random.nextBytes(bytes);
    }
    for (int change = random.nextInt(3); change > 0 && bytes.length > 0; change--) {
      byte[] pool = "{}[]\",:\\u0e- 9".getBytes(UTF_8);
      bytes[random.nextInt(bytes.length)] =
          random.nextBoolean() ? (byte) random.nextInt(256) : pool[random.nextInt(pool.length)];
    }
    return bytes;
  }

  private static String pick(Random random, List<String> texts) {
    return texts.get(random.nextInt(texts.size()));
  }
}
