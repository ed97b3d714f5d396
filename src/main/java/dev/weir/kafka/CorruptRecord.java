package dev.weir.kafka;

import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Finds out of which partition the client could not deliver a record; it tells in words only. */
final class CorruptRecord {
  private static final Pattern NAMED =
      Pattern.compile("(?:next record from|batch for partition) (\\S+)-(\\d+)(?:\\.| at )");

  private CorruptRecord() {}

  static Optional<TopicPartition> partitionOf(KafkaException failure) {
    var named = NAMED.matcher(String.valueOf(failure.getMessage()));
    return named.find()
        ? Optional.of(new TopicPartition(named.group(1), Integer.parseInt(named.group(2))))
        : Optional.empty();
  }
}
