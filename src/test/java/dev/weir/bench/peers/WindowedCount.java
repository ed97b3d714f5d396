package dev.weir.bench.peers;

import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.state.Stores;

/**
 * Kafka Streams that counts by key in windows of a minute; the topic is the stage, so that nothing
 * has to be repartitioned. The counts are in memory (on disk, which is the default, it was as fast,
 * but needs a library of 70 MB); one thread, and all other settings are the defaults. Nothing of
 * headers or body is read.
 */
public final class WindowedCount {
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final Duration RETENTION = Duration.ofDays(1);

  private WindowedCount() {}

  /** Takes what {@link Arguments} says; ends when its rate is known. */
  public static void main(String... words) throws InterruptedException {
    var arguments = Arguments.of(words);
    var rate = arguments.rate();
    var isOver = new CountDownLatch(1);
    var builder = new StreamsBuilder();
    builder.stream(arguments.topic(), Consumed.with(Serdes.String(), Serdes.ByteArray()))
        .peek(
            (_, _) -> {
              if (isOver.getCount() > 0 && rate.isOverAfter(1)) {
                isOver.countDown();
              }
            })
        .groupByKey()
        .windowedBy(TimeWindows.ofSizeWithNoGrace(WINDOW))
        .count(
            Materialized.<String, Long>as(
                    Stores.inMemoryWindowStore("counts", RETENTION, WINDOW, false))
                .withKeySerde(Serdes.String())
                .withCachingEnabled());
    var properties = new Properties();
    properties.put("application.id", arguments.group());
    properties.put("bootstrap.servers", arguments.bootstrap());
    properties.put("state.dir", arguments.result().resolveSibling(arguments.group()).toString());
    try (var streams = new KafkaStreams(builder.build(), properties)) {
      streams.start();
      isOver.await();
    }
  }
}
