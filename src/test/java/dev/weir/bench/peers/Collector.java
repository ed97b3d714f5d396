package dev.weir.bench.peers;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.redis.runtime.datasource.BlockingRedisDataSourceImpl;
import io.quarkus.redis.runtime.datasource.ReactiveRedisDataSourceImpl;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.RedisAPI;
import io.vertx.mutiny.redis.client.Request;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * The reference collector in Java: for each message an INCR of the stage's count and a SETEX of its
 * last event (time and symbol), by Quarkus' Redis client. One by one, each command is awaited
 * before the next. Pipelined, those of a poll (500 messages, the consumer's default) are sent on
 * one connection before the first is awaited; batched is the same by the client beneath, Vert.x',
 * in one write and without what Quarkus adds to each command. The consumer has the client's
 * defaults.
 */
public final class Collector {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int TTL_SECONDS = 300;
  private static final String COUNT = "pipeline:only:bench:count";
  private static final String LAST = "pipeline:only:bench:last";

  private Collector() {}

  /** Takes what {@link Arguments} says; ends when its rate is known. */
  public static void main(String... words) {
    var arguments = Arguments.of(words);
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers",
            arguments.bootstrap(),
            "group.id",
            arguments.group(),
            "auto.offset.reset",
            "earliest");
    var vertx = Vertx.vertx();
    var redis = Redis.createClient(vertx, "redis://127.0.0.1:" + arguments.redisPort());
    try (var consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(arguments.topic()));
      switch (arguments.how()) {
        case "one-by-one" -> {
          var source = new BlockingRedisDataSourceImpl(vertx, redis, RedisAPI.api(redis), PATIENCE);
          oneByOne(consumer, source, arguments.rate());
        }
        case "pipelined" -> {
          var source = new ReactiveRedisDataSourceImpl(vertx, redis, RedisAPI.api(redis));
          pipelined(consumer, source, arguments.rate());
        }
        case "batched" -> batched(consumer, redis, arguments.rate());
        default -> throw new IllegalArgumentException("how is " + arguments.how());
      }
    }
    redis.close();
    vertx.closeAndAwait();
  }

  private static void oneByOne(
      KafkaConsumer<String, byte[]> consumer, RedisDataSource redis, SteadyRate rate) {
    var counts = redis.value(Long.class);
    var values = redis.value(String.class);
    while (true) {
      for (var record : consumer.poll(POLL)) {
        long count = counts.incr(COUNT);
        values.setex(LAST, TTL_SECONDS, last(record, count));
        if (rate.isOverAfter(1)) {
          return;
        }
      }
    }
  }

  private static void pipelined(
      KafkaConsumer<String, byte[]> consumer, ReactiveRedisDataSource redis, SteadyRate rate) {
    long count = 0;
    while (true) {
      var polled = consumer.poll(POLL);
      if (!polled.isEmpty()) {
        long before = count;
        redis.withConnection(line -> send(polled, before, line)).await().atMost(PATIENCE);
        count += polled.count();
      }
      if (rate.isOverAfter(polled.count())) {
        return;
      }
    }
  }

  private static Uni<Void> send(
      ConsumerRecords<String, byte[]> polled, long before, ReactiveRedisDataSource redis) {
    var counts = redis.value(Long.class);
    var values = redis.value(String.class);
    var commands = new ArrayList<Uni<Void>>(2 * polled.count());
    long count = before;
    for (var record : polled) {
      commands.add(counts.incr(COUNT).replaceWithVoid());
      commands.add(values.setex(LAST, TTL_SECONDS, last(record, ++count)));
    }
    return Uni.join().all(commands).andFailFast().replaceWithVoid();
  }

  private static void batched(
      KafkaConsumer<String, byte[]> consumer, Redis redis, SteadyRate rate) {
    long count = 0;
    while (true) {
      var polled = consumer.poll(POLL);
      var requests = new ArrayList<Request>(2 * polled.count());
      for (var record : polled) {
        requests.add(Request.cmd(Command.INCR).arg(COUNT));
        requests.add(
            Request.cmd(Command.SETEX).arg(LAST).arg(TTL_SECONDS).arg(last(record, ++count)));
      }
      if (!requests.isEmpty()) {
        redis.batch(requests).await().atMost(PATIENCE);
      }
      if (rate.isOverAfter(polled.count())) {
        return;
      }
    }
  }

  /** What the platform's other tools read; the event's time is in a header. */
  private static String last(ConsumerRecord<String, byte[]> record, long count) {
    var time = new String(record.headers().lastHeader("ce_time").value(), StandardCharsets.UTF_8);
    return "{\"timestamp\":\""
        + time
        + "\",\"symbol\":\""
        + record.key()
        + "\",\"count\":"
        + count
        + "}";
  }
}
