package dev.weir.bench.peers;

import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.TimeWindows;

/**
 * Kafka Streams that counts by key in windows of a minute; the topic is the stage, so that nothing
 * has to be repartitioned. One thread and all other settings as they are by default. Nothing of
 * headers or body is read.
 */
public final class WindowedCount {
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
        .windowedBy(TimeWindows.ofSizeWithNoGrace(Duration.ofMinutes(1)))
        .count();
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
