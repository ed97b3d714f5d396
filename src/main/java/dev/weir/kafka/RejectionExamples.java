package dev.weir.kafka;

import dev.weir.flow.RejectedRecord;
import dev.weir.flow.RejectionSample;
import dev.weir.kafka.decode.RecordDecoder;
import dev.weir.kafka.fetch.FetchedRecord;
import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.StageEvent;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;

/** Makes examples of rejected records, where one is wanted; nearly always none is. */
final class RejectionExamples {
  private RejectionExamples() {}

  /** Keeps examples of a record that was decoded and had something rejected. */
  static void keep(
      RejectionSample sample, StageEvent event, FetchedRecord record, RecordDecoder decoder) {
    int wanted = sample.wanted(event);
    if (wanted != 0) {
      var partition = new TopicPartition(record.topic(), record.partition());
      keep(
          sample,
          wanted,
          partition,
          event,
          record.headerNames(RejectedRecord.MAX_HEADERS),
          decoder::detail);
    }
  }

  /** Keeps an example of a record that the client could not deliver, so that little is known. */
  static void keepUndelivered(
      RejectionSample sample, StageEvent event, TopicPartition partition, String detail) {
    keep(sample, sample.wanted(event), partition, event, List.of(), _ -> detail);
  }

  private static void keep(
      RejectionSample sample,
      int wanted,
      TopicPartition partition,
      StageEvent event,
      List<String> headers,
      Function<Rejection, String> detail) {
    for (int bits = wanted; bits != 0; bits &= bits - 1) {
      var reason = Rejection.of(Integer.numberOfTrailingZeros(bits));
      sample.keep(
          new RejectedRecord(
              reason,
              partition.topic(),
              partition.partition(),
              event.offset,
              event.recordTimeMicros,
              headers,
              detail.apply(reason)));
    }
  }
}
