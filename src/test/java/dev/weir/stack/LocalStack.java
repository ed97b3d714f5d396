package dev.weir.stack;

/**
 * A broker and a Redis server that answer; started side by side.
 *
 * @param kafka owned: closed with this
 * @param redis owned: closed with this
 */
public record LocalStack(KafkaServer kafka, RedisServer redis) implements AutoCloseable {

  /** Starts both; 2 to 3 seconds on an idle machine. */
  public static LocalStack running() {
    LocalStack stack = new LocalStack(new KafkaServer(), new RedisServer());
    try {
      stack.kafka.start();
      stack.redis.start();
      stack.redis.awaitReady();
      stack.kafka.awaitReady();
    } catch (RuntimeException e) {
      stack.close();
      throw e;
    }
    return stack;
  }

  @Override
  public void close() {
    kafka.close();
    redis.close();
  }
}
