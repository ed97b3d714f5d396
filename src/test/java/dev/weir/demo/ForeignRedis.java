package dev.weir.demo;

import dev.weir.stack.RedisConnection;
import java.io.IOException;
import java.util.List;

/** Somebody's Redis server, which the demo borrows: takes away again what Weir put there. */
final class ForeignRedis implements AutoCloseable {
  private final String url;
  private final String namespace;

  /**
   * Does not connect yet.
   *
   * @param namespace in the names of the keys to remove at the end; letters, digits and hyphens
   */
  ForeignRedis(String url, String namespace) {
    this.url = url;
    this.namespace = namespace;
  }

  /** Fails if the server does not answer. */
  void check() throws IOException {
    try (RedisConnection connection = RedisConnection.open(url)) {
      connection.call("PING");
    }
  }

  /** Removes the keys of our namespace, if the server lets us. */
  @Override
  public void close() {
    try (RedisConnection connection = RedisConnection.open(url)) {
      String cursor = "0";
      do {
        List<String> page =
            connection
                .call("SCAN", cursor, "MATCH", "*" + namespace + "*", "COUNT", "1000")
                .lines()
                .toList();
        cursor = page.getFirst();
        for (String key : page.subList(1, page.size())) {
          if (!key.isEmpty()) {
            connection.call("DEL", key);
          }
        }
      } while (!cursor.equals("0"));
    } catch (IOException e) {
      // Gone, or not ours to change: nobody is left to tell.
    }
  }
}
