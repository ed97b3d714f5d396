package dev.weir.demo;

import dev.weir.stack.KafkaServer;
import dev.weir.stack.RedisServer;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The broker and the Redis server of a demo: our own, or ones that the user names. */
final class Infrastructure {
  private static final int PARTITIONS = 4;

  private final Options options;
  private final Belongings belongings;
  private final String namespace;
  private @Nullable KafkaServer kafka;
  private @Nullable RedisServer redis;
  private boolean redisMourned;

  Infrastructure(Options options, Belongings belongings) {
    this.options = options;
    this.belongings = belongings;
    // Where others may have theirs, a namespace of our own marks what has to be removed.
    boolean alone = options.kafka() == null && options.redis() == null;
    int mark = ThreadLocalRandom.current().nextInt();
    this.namespace = alone ? "paper" : "demo-" + HexFormat.of().toHexDigits(mark);
  }

  /** Starts what is ours, both at a time, checks what is not, and creates the topics. */
  void start() throws EnvironmentException {
    if (options.redis() == null) {
      redis = belongings.add(new RedisServer());
      redis.start();
    } else {
      borrowRedis(options.redis());
    }
    if (options.kafka() == null) {
      kafka = belongings.add(new KafkaServer());
      kafka.start();
      kafka.awaitReady();
      kafka.createTopics(Service.topics(), PARTITIONS, Map.of());
    } else {
      borrowKafka(options.kafka());
    }
    if (redis != null) {
      redis.awaitReady();
    }
  }

  /** Weir's namespace. */
  String namespace() {
    return namespace;
  }

  /** Brokers, {@code host:port}. */
  String bootstrap() {
    return kafka == null ? String.valueOf(options.kafka()) : kafka.bootstrap();
  }

  /** The Redis server's URL. */
  String redisUrl() {
    return redis == null ? String.valueOf(options.redis()) : redis.url();
  }

  /** What to say if our broker has died. */
  Optional<String> obituary() {
    return kafka == null || kafka.process().isAlive()
        ? Optional.empty()
        : Optional.of("Kafka has died; the end of its log:\n" + kafka.process().tail());
  }

  /** What to say, once, if our Redis server has died; Weir goes on without it. */
  Optional<String> redisObituary() {
    if (redis == null || redisMourned || redis.process().isAlive()) {
      return Optional.empty();
    }
    redisMourned = true;
    return Optional.of("Redis has died; Weir goes on without it");
  }

  private void borrowRedis(String url) throws EnvironmentException {
    ForeignRedis foreign = new ForeignRedis(url, namespace);
    try {
      foreign.check();
    } catch (IOException e) {
      throw new EnvironmentException("no answer from Redis at " + url + ": " + e.getMessage());
    }
    belongings.add(foreign);
  }

  private void borrowKafka(String bootstrap) throws EnvironmentException {
    ForeignKafka foreign = belongings.add(new ForeignKafka(bootstrap, namespace));
    try {
      Optional<String> used =
          options.existingTopics() ? Optional.empty() : foreign.used(Service.topics());
      if (used.isPresent()) {
        throw new EnvironmentException(
            "topic %s on %s holds records; the demo would add simulated ones (--existing-topics allows it)"
                .formatted(used.get(), bootstrap));
      }
      foreign.create(Service.topics(), PARTITIONS);
    } catch (ExecutionException | TimeoutException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new EnvironmentException("no answer from Kafka at " + bootstrap + ": " + cause);
    }
  }
}
