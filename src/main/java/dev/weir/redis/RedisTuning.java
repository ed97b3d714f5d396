package dev.weir.redis;

import io.quarkus.redis.client.RedisOptionsCustomizer;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.RedisOptions;
import jakarta.inject.Singleton;

/**
 * Options without which the client could stay cut off from a Redis that is well again. What {@code
 * quarkus.redis.*} sets is left alone.
 */
@Singleton
public final class RedisTuning implements RedisOptionsCustomizer {
  private static final int CONNECT_TIMEOUT_MS = 2_000;
  private static final int READ_IDLE_SECONDS = 10;

  @Override
  public void customize(String clientName, RedisOptions options) {
    apply(options);
  }

  /** Sets what is not set. */
  static void apply(RedisOptions options) {
    // The handshake by HELLO never ends when the server refuses it with certain errors (as "max
    // number of clients reached"), and the connection's place in the pool is lost for good.
    if (options.getPreferredProtocolVersion() == null) {
      options.setProtocolNegotiation(false);
    }
    NetClientOptions net = options.getNetClientOptions();
    if (net.getConnectTimeout() == NetClientOptions.DEFAULT_CONNECT_TIMEOUT) {
      net.setConnectTimeout(CONNECT_TIMEOUT_MS);
    }
    // A peer that vanished without closing its connections is noticed by TCP after a quarter of
    // an hour; until then they would fill the pool.
    if (net.getReadIdleTimeout() == 0 && net.getIdleTimeout() == 0) {
      net.setReadIdleTimeout(READ_IDLE_SECONDS);
    }
  }
}
