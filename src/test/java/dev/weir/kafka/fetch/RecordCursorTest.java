package dev.weir.kafka.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.ControlRecordType;
import org.apache.kafka.common.record.EndTransactionMarker;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Logs with batches of all kinds, read in runs and, to compare, as the client reads them. */
class RecordCursorTest {
  private static final TopicPartition PARTITION = new TopicPartition("topic", 3);
  private static final long SEED = 20_261_126;
  private static final long NOON = 1_772_452_800_000L;

  private final Random random = new Random(SEED);

  /** Some batches, one behind the other, with gaps as compaction leaves them. */
  private MemoryRecords log(int batches) {
    var log = ByteBuffer.allocate(4 << 20);
    long offset = random.nextInt(1_000);
    for (int batch = 0; batch < batches; batch++) {
      offset = append(log, offset);
    }
    return MemoryRecords.readableRecords(log.flip());
  }

  private long append(ByteBuffer log, long offset) {
    int kind = random.nextInt(10);
    if (kind == 0) {
      var marker = new EndTransactionMarker(ControlRecordType.COMMIT, 0);
      log.put(
          MemoryRecords.withEndTransactionMarker(offset, NOON, 0, 7, (short) 0, marker).buffer());
      return offset + 1;
    }
    boolean isOld = kind == 1;
    boolean isTransactional = kind < 5 && !isOld;
    var type = CompressionType.forId(random.nextInt(5));
    boolean isKnown = !isOld || type != CompressionType.ZSTD;
    var builder =
        MemoryRecords.builder(
            ByteBuffer.allocate(1 << 20),
            isOld ? RecordBatch.MAGIC_VALUE_V1 : RecordBatch.MAGIC_VALUE_V2,
            isKnown ? Compression.of(type).build() : Compression.NONE,
            random.nextBoolean() ? TimestampType.CREATE_TIME : TimestampType.LOG_APPEND_TIME,
            offset,
            NOON + random.nextInt(100_000),
            isTransactional ? random.nextInt(3) : RecordBatch.NO_PRODUCER_ID,
            isTransactional ? (short) 0 : RecordBatch.NO_PRODUCER_EPOCH,
            isTransactional ? 0 : RecordBatch.NO_SEQUENCE,
            isTransactional,
            false,
            random.nextInt(4));
    for (int record = random.nextInt(200); record >= 0; record--) {
      var headers = isOld ? new Header[0] : headers();
      builder.appendWithOffset(
          offset, NOON + random.nextInt(9_999), bytes(40), bytes(900), headers);
      offset += 1 + (random.nextInt(9) == 0 ? random.nextInt(90) : 0);
    }
    log.put(builder.build().buffer());
    return offset;
  }

  private Header[] headers() {
    var headers = new Header[random.nextInt(5)];
    for (int at = 0; at < headers.length; at++) {
      headers[at] = new RecordHeader("größe-" + at, bytes(80));
    }
    return headers;
  }

  private byte @Nullable [] bytes(int most) {
    if (random.nextInt(10) == 0) {
      return null;
    }
    byte[] bytes = new byte[random.nextInt(most)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static String described(FetchedRecord record) {
    return String.join(
        " ",
        record.topic() + "-" + record.partition() + "@" + record.offset(),
        String.valueOf(record.timestampMs()),
        String.valueOf(record.isStamped()),
        HexFormat.of().formatHex(copy(record.key())),
        HexFormat.of().formatHex(copy(record.body())),
        String.join(",", record.headerNames(99)));
  }

  private static byte[] copy(BufferView view) {
    return Arrays.copyOfRange(view.bytes(), view.offset(), view.offset() + view.length());
  }

  private static List<String> read(List<ConsumerRecord<ByteBuffer, ByteBuffer>> polled) {
    var cursor = new RecordCursor();
    cursor.over(polled);
    long count = cursor.count();
    var all = new ArrayList<String>();
    while (cursor.next()) {
      assertThat(cursor.record().isDamaged()).isFalse();
      all.add(described(cursor.record()));
    }
    assertThat(all).hasSize((int) count);
    return all;
  }

  @Test
  void runsHoldWhatTheClientReads() {
    int inRuns = 0;
    for (int round = 0; round < 60; round++) {
      var log = log(1 + random.nextInt(40));
      var expected = new ArrayList<ConsumerRecord<ByteBuffer, ByteBuffer>>();
      for (var batch : log.batches()) {
        if (!batch.isControlBatch()) {
          expected.addAll(Runs.polled(PARTITION, batch));
        }
      }
      var polled = new ArrayList<ConsumerRecord<ByteBuffer, ByteBuffer>>();
      long next = 0;
      for (var batch : new RecordRuns(log, true).batches()) {
        batch.ensureValid();
        assertThat(batch.baseOffset()).as("round %d", round).isGreaterThanOrEqualTo(next);
        next = batch.nextOffset();
        if (!batch.isControlBatch()) {
          polled.addAll(Runs.polled(PARTITION, batch));
        }
      }
      assertThat(read(polled)).as("seed %d, round %d", SEED, round).isEqualTo(read(expected));
      inRuns += expected.size() - polled.size();
    }
    assertThat(inRuns).as("records that the client did not read").isGreaterThan(10_000);
  }

  @Test
  void aRunIsOfOneTransactionOrOfNone() {
    for (int round = 0; round < 60; round++) {
      var log = log(30);
      var owners = new ArrayList<Long>();
      for (var batch : log.batches()) {
        batch.forEach(_ -> owners.add(batch.isTransactional() ? batch.producerId() : -1));
      }
      var ownersInRuns = new ArrayList<Long>();
      for (var batch : new RecordRuns(log, true).batches()) {
        var cursor = new RecordCursor();
        cursor.over(Runs.polled(PARTITION, batch));
        for (long count = cursor.count(); count > 0; count--) {
          ownersInRuns.add(batch.isTransactional() ? batch.producerId() : -1);
        }
      }
      assertThat(ownersInRuns).as("seed %d, round %d", SEED, round).isEqualTo(owners);
    }
  }

  @Test
  void aDamagedOrCutOffBatchIsLeftToTheClient() {
    var good = batch(Compression.NONE, 0, "a", "b");
    var bad = batch(Compression.NONE, 2, "c");
    bad.put(bad.limit() - 1, (byte) 99);
    var log = ByteBuffer.allocate(2_000).put(good).put(bad).put(batch(Compression.NONE, 3, "d"));
    log.put(batch(Compression.NONE, 4, "cut off").limit(70));
    var batches = new ArrayList<RecordBatch>();
    new RecordRuns(MemoryRecords.readableRecords(log.flip()), true).batches().forEach(batches::add);

    assertThat(batches).extracting(RecordBatch::lastOffset).containsExactly(1L, 2L, 3L);
    assertThat(batches).extracting(RecordBatch::isValid).containsExactly(true, false, true);
    assertThat(new RecordRuns(MemoryRecords.readableRecords(log), false).batches())
        .as("when sums are not to be compared")
        .hasSize(1);
  }

  private static ByteBuffer batch(Compression compression, long offset, String... values) {
    var builder =
        MemoryRecords.builder(
            ByteBuffer.allocate(1_000), compression, TimestampType.CREATE_TIME, offset);
    for (var value : values) {
      builder.append(NOON, null, value.getBytes(UTF_8));
    }
    return builder.build().buffer();
  }

  /** Whatever stands in a batch whose sum is right: nothing throws, and what is read lies in it. */
  @ParameterizedTest
  @EnumSource(CompressionType.class)
  void damagedRecordsAreShownAsSuch(CompressionType type) {
    int damaged = 0;
    for (int round = 0; round < 3_000; round++) {
      var batch = batch(Compression.of(type).build(), 5, "first", "second", "third", "fourth");
      for (int change = random.nextInt(3); change >= 0; change--) {
        int at = BatchFormat.RECORDS + random.nextInt(batch.limit() - BatchFormat.RECORDS);
        batch.put(at, (byte) random.nextInt());
      }
      var log = MemoryRecords.readableRecords(batch);
      var run = new RecordRuns(log, false).batchIterator().next();
      var cursor = new RecordCursor();
      cursor.over(Runs.polled(PARTITION, run));
      int seen = 0;
      while (cursor.next()) {
        seen++;
        damaged += cursor.record().isDamaged() ? 1 : 0;
        var body = cursor.record().body();
        assertThat(body.offset() + body.length()).isLessThanOrEqualTo(body.bytes().length);
        cursor.record().headerNames(9);
      }
      assertThat(seen).as("seed %d, round %d", SEED, round).isBetween(1, 4);
    }
    assertThat(damaged).isGreaterThan(500);
  }

  @Test
  void aRecordThatIsTooLargeWhenInflatedHidesNoOther() {
    var huge = "x".repeat(RunReader.MOST_INFLATED + 1);
    var builder =
        MemoryRecords.builder(
            ByteBuffer.allocate(1 << 20),
            Compression.of(CompressionType.ZSTD).build(),
            TimestampType.CREATE_TIME,
            0);
    builder.append(NOON, null, "before".getBytes(UTF_8));
    builder.append(NOON, null, huge.getBytes(UTF_8));
    builder.append(NOON, null, "behind".getBytes(UTF_8));
    var cursor = new RecordCursor();
    cursor.over(Runs.polled(PARTITION, builder.build()));
    var seen = new ArrayList<String>();
    while (cursor.next()) {
      var record = cursor.record();
      seen.add(record.isDamaged() ? record.offset() + " is damaged" : text(record.body()));
    }

    assertThat(seen).containsExactly("before", "1 is damaged", "behind");
  }

  private static String text(BufferView view) {
    return new String(copy(view), UTF_8);
  }
}
