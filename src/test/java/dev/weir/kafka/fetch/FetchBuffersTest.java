package dev.weir.kafka.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.SimpleRecord;
import org.junit.jupiter.api.Test;

class FetchBuffersTest {
  private static final int SIZE = 1 << 20;

  private final FetchBuffers buffers = new FetchBuffers();

  /** An answer with records for one partition, that has come in. */
  private RecordRuns answer(int size) {
    var buffer = buffers.tryAllocate(size);
    var record = new SimpleRecord(1_000L, bytes("a"), bytes("b"));
    buffer.put(MemoryRecords.withRecords(Compression.NONE, record).buffer());
    return new RecordRuns(MemoryRecords.readableRecords(buffer.flip()), true);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static void take(RecordRuns runs) {
    for (RecordBatch run : runs.batches()) {
      assertThat(run.lastOffset()).isZero();
    }
  }

  @SuppressWarnings({"ReferenceEquality", "ByteBufferBackingArray"}) // The same array is meant.
  private boolean isUsedAgain(byte[] array, int size) {
    return buffers.tryAllocate(size).array() == array;
  }

  @Test
  @SuppressWarnings("ByteBufferBackingArray")
  void anArrayIsUsedAgainWhenAllOfItsPartitionsWereTakenAndPolledOn() {
    var buffer = buffers.tryAllocate(SIZE);
    byte[] array = buffer.array();
    var bytes = MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(bytes("a"))).buffer();
    var first = new RecordRuns(MemoryRecords.readableRecords(put(buffer, 0, bytes)), true);
    var second = new RecordRuns(MemoryRecords.readableRecords(put(buffer, 500, bytes)), true);
    buffers.hold(List.of(first, second));

    take(first);
    buffers.recycle();
    assertThat(isUsedAgain(array, SIZE)).as("its second partition is not taken").isFalse();
    take(second);
    assertThat(isUsedAgain(array, SIZE)).as("what was taken is looked at").isFalse();
    buffers.recycle();
    assertThat(isUsedAgain(array, SIZE)).isTrue();
    buffers.recycle();
    assertThat(isUsedAgain(array, SIZE)).as("it is in use").isFalse();
  }

  private static ByteBuffer put(ByteBuffer into, int at, ByteBuffer bytes) {
    into.put(at, bytes, 0, bytes.limit());
    return into.slice(at, bytes.limit());
  }

  @Test
  void whoReadsOnIsFoundOut() {
    var runs = answer(SIZE);
    buffers.hold(List.of(runs));
    take(runs);
    buffers.recycle();

    assertThatThrownBy(() -> runs.batches().iterator().hasNext())
        .isInstanceOf(CorruptRecordException.class);
  }

  @Test
  void onlyWhatIsLargeAndNotTooLargeIsKept() {
    for (int size : new int[] {100, 40 << 20}) {
      var runs = answer(size);
      buffers.hold(List.of(runs));
      take(runs);
      buffers.recycle();
      assertThat(runs.batches()).as("left alone").hasSize(1);
    }
  }

  @Test
  void smallAnswersLeaveTheLargestArray() {
    var large = answer(8 * SIZE);
    var small = answer(SIZE);
    buffers.hold(List.of(large, small));
    take(large);
    take(small);
    buffers.recycle();

    assertThat(buffers.tryAllocate(SIZE / 2).array()).hasSize(SIZE);
    assertThat(buffers.tryAllocate(7 * SIZE).array()).hasSize(8 * SIZE);
  }

  @Test
  void whatIsNeverTakenIsNotWaitedForForever() {
    var dropped = answer(SIZE);
    buffers.hold(List.of(dropped));
    for (int poll = 0; poll < 100; poll++) {
      buffers.recycle();
    }
    take(dropped);
    buffers.recycle();

    assertThat(dropped.batches()).as("no longer ours to overwrite").hasSize(1);
  }

  @Test
  void whenNothingComesNothingIsKept() {
    var runs = answer(SIZE);
    buffers.hold(List.of(runs));
    take(runs);
    buffers.recycle();
    buffers.release();

    assertThat(buffers.tryAllocate(SIZE / 2).array()).hasSizeLessThan(SIZE);
  }
}
