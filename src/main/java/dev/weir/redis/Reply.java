package dev.weir.redis;

import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

/** Reads replies; one of another kind than asked for is a {@link RedisUnavailable}. */
final class Reply {
  private Reply() {}

  /** A reply that cannot be nil. */
  static Response present(@Nullable Response reply) {
    if (reply == null) {
      throw new RedisUnavailable("Redis answered nil where a value should be");
    }
    return reply;
  }

  /** A number, or text that is one. */
  static long number(@Nullable Response reply) {
    String text = present(reply).toString();
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException malformed) {
      throw new RedisUnavailable(
          "Redis holds '" + RedisUnavailable.clean(text) + "' where a number should be");
    }
  }
}
