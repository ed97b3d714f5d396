package dev.weir.redis;

import dev.weir.stack.RedisServer;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import java.time.Duration;
import java.util.function.Consumer;

/** A real server and a client with the options of production. */
final class RedisFixture implements AutoCloseable {
  static final String NAMESPACE = "paper";
  static final String PIPELINE = "trading";

  final RedisServer server = RedisServer.running();
  private final Vertx vertx = Vertx.vertx();
  final Redis client = client(server.url(), options -> {});

  /** Another client, with further options. */
  Redis client(String url, Consumer<RedisOptions> further) {
    RedisOptions options = new RedisOptions().setConnectionString(url);
    RedisTuning.apply(options);
    further.accept(options);
    return Redis.createClient(vertx, options);
  }

  RedisStores stores() {
    return stores(RedisStores.TIMEOUT);
  }

  RedisStores stores(Duration timeout) {
    return new RedisStores(client, NAMESPACE, PIPELINE, timeout);
  }

  RedisLine line() {
    return new RedisLine(client.getDelegate(), RedisStores.TIMEOUT);
  }

  static RedisKeys keys() {
    return new RedisKeys(NAMESPACE, PIPELINE);
  }

  /** How often the server ran a command since its figures were reset. */
  long calls(String command) {
    String prefix = "cmdstat_" + command + ":calls=";
    return server
        .call("INFO", "commandstats")
        .lines()
        .filter(line -> line.startsWith(prefix))
        .mapToLong(line -> Long.parseLong(line.substring(prefix.length(), line.indexOf(','))))
        .sum();
  }

  @Override
  public void close() {
    client.close();
    vertx.closeAndAwait();
    server.close();
  }
}
