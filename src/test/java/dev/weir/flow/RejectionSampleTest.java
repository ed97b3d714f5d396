package dev.weir.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.StageEvent;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RejectionSampleTest {
  private static final PartitionId ID = new PartitionId("ticks", 3);

  private final RejectionSample sample = new RejectionSample();

  private static StageEvent event(long offset, long recordMicros, Rejection... reasons) {
    var event = new StageEvent();
    event.clear();
    event.offset = offset;
    event.recordTimeMicros = recordMicros;
    for (var reason : reasons) {
      event.reject(reason);
    }
    return event;
  }

  private int offer(StageEvent event) {
    int wanted = sample.wanted(event);
    for (var reason : Rejection.values()) {
      if ((wanted & reason.bit()) != 0) {
        sample.keep(
            new RejectedRecord(
                reason,
                ID.topic(),
                ID.partition(),
                event.offset,
                event.recordTimeMicros,
                List.of("h"),
                "detail of " + event.offset));
      }
    }
    return wanted;
  }

  private List<Long> offsets(Rejection reason) {
    return sample.records().stream()
        .filter(record -> record.reason() == reason)
        .map(RejectedRecord::offset)
        .toList();
  }

  @Test
  void wantsNothingOfAnEventThatWasRead() {
    assertThat(sample.wanted(event(1, 1))).isZero();
  }

  @Test
  void keepsTheFirstOfEachReasonAndThenOneASecond() {
    for (int offset = 0; offset < 1_000; offset++) {
      // A thousand in three seconds of the log.
      offer(event(offset, offset * 3_000L, Rejection.BODY_MALFORMED));
    }
    offer(event(1_000, 3_000_000, Rejection.TIME_ABSURD, Rejection.BODY_MALFORMED));

    // 0 to 7 fill it; 334, 667 and 1,000 are the first of the seconds 1, 2 and 3.
    assertThat(offsets(Rejection.BODY_MALFORMED))
        .containsExactly(3L, 4L, 5L, 6L, 7L, 334L, 667L, 1_000L);
    assertThat(offsets(Rejection.TIME_ABSURD)).containsExactly(1_000L);
  }

  @Test
  void goesOnWhereRecordsHaveNoTime() {
    for (int offset = 0; offset <= 30_007; offset++) {
      offer(event(offset, StageEvent.NO_TIME, Rejection.BODY_MISSING));
    }
    assertThat(offsets(Rejection.BODY_MISSING))
        .containsExactly(3L, 4L, 5L, 6L, 7L, 10_007L, 20_007L, 30_007L);
  }

  @Test
  void comesBackFromASnapshotAndGoesOnTheSame() throws CorruptSectionException {
    var shape = Events.shape(10);
    var state = new PartitionState(ID, shape, 0);
    for (int offset = 0; offset < 20; offset++) {
      var event = event(offset, offset * 500_000L, Rejection.TRACE_MALFORMED);
      if (state.rejected().wanted(event) != 0) {
        state
            .rejected()
            .keep(
                new RejectedRecord(
                    Rejection.TRACE_MALFORMED,
                    ID.topic(),
                    ID.partition(),
                    offset,
                    event.recordTimeMicros,
                    List.of("a", "ü€𝄞"),
                    "trace: ü€𝄞"));
      }
    }
    var codec = new SnapshotCodec();
    var sections = codec.encodeChanges(state);
    assertThat(codec.encodeChanges(state)).doesNotContainKey("x");

    var decoded = (SnapshotCodec.Decoded.Ok) SnapshotCodec.decode(ID, shape, 20, sections);
    assertThat(decoded.state().rejected().records()).isEqualTo(state.rejected().records());
    assertThat(codec.encodeWhole(decoded.state()).get("x")).isEqualTo(sections.get("x"));
    // The tenth second has its example, the next has none.
    assertThat(decoded.state().rejected().wanted(event(20, 9_900_000, Rejection.TRACE_MALFORMED)))
        .isZero();
    assertThat(decoded.state().rejected().wanted(event(21, 10_000_000, Rejection.TRACE_MALFORMED)))
        .isNotZero();
  }

  @Test
  void isBoundedWhateverTheHeadersAre() {
    var names = IntStream.range(0, 1_000).mapToObj(i -> "x".repeat(63) + "𝄞" + i);
    var record =
        new RejectedRecord(
            Rejection.TRACE_MALFORMED, "t", 0, 0, 0, names.toList(), "y".repeat(5_000));

    assertThat(record.headers()).hasSize(RejectedRecord.MAX_HEADERS);
    assertThat(record.headers())
        .allSatisfy(
            name ->
                assertThat(name)
                    .hasSizeLessThanOrEqualTo(RejectedRecord.MAX_NAME)
                    .isEqualTo("x".repeat(63) + "…"));
    assertThat(record.detail()).hasSize(RejectedRecord.MAX_DETAIL).endsWith("…");
  }
}
