package dev.weir.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LastRecordsTest {
  private static final TopicPartition LOG = new TopicPartition("ticks", 0);

  @Test
  void aRecordThatCannotBeDeliveredIsSteppedOver() {
    var consumer = new MockConsumer<ByteBuffer, ByteBuffer>("none");
    consumer.updateBeginningOffsets(Map.of(LOG, 0L));
    consumer.updateEndOffsets(Map.of(LOG, 2L));
    consumer.schedulePollTask(() -> fail(consumer));
    consumer.schedulePollTask(() -> fail(consumer));
    consumer.schedulePollTask(
        () ->
            consumer.addRecord(new ConsumerRecord<>("ticks", 0, 1, null, ByteBuffer.allocate(1))));
    var last = new LastRecords(consumer);
    assertThat(last.of(last.logs("ticks", 1).getFirst(), 5))
        .extracting(ConsumerRecord::offset)
        .containsExactly(1L);
  }

  private static void fail(MockConsumer<ByteBuffer, ByteBuffer> consumer) {
    consumer.setPollException(
        new KafkaException(
            "Received exception when fetching the next record from ticks-0. If needed, please seek past the record to continue consumption."));
  }
}
