package dev.weir.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisLineTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final List<Request> TWO =
      List.of(
          Request.cmd(Command.SET).arg("a").arg("secret"),
          Request.cmd(Command.SET).arg("b").arg("secret"));

  @Test
  void whatAClusterKeepsOnSeveralNodesIsSentOneByOne() {
    Cluster cluster = new Cluster();

    new RedisLine(cluster, SECOND).scatter(TWO).await().atMost(SECOND);

    assertThat(cluster.sizes).containsExactly(2, 1, 1);
  }

  @Test
  void aRefusedBatchIsReportedWithoutWhatItHeld() {
    assertThatThrownBy(() -> new RedisLine(new Cluster(), SECOND).batch(TWO).await().atMost(SECOND))
        .hasMessageContaining("CROSSSLOT")
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Failed obtaining connection to: redis://:p@ss@10.0.0.1:6379"
            + " | Failed obtaining connection to: redis://***@10.0.0.1:6379",
        "ERR unknown command `HELLO`, with args beginning with: `3`, `AUTH`, `u`, `pw`"
            + " | ERR unknown command `HELLO`",
        "ERR [3] OOM command not allowed | OOM command not allowed",
      })
  void messagesKeepTheServersWordsWithoutPasswords(String message, String clean) {
    assertThat(RedisUnavailable.of(new IllegalStateException(message))).hasMessage(clean);
  }

  /** Refuses batches of more than one command as the cluster client does. */
  private static final class Cluster implements Redis {
    final List<Integer> sizes = new ArrayList<>();

    @Override
    public Future<List<@Nullable Response>> batch(List<Request> commands) {
      sizes.add(commands.size());
      return commands.size() == 1
          ? Future.succeededFuture(Collections.singletonList(null))
          : Future.failedFuture(
              "Keys of command or batch: \""
                  + commands
                  + "\" targets not all in the same hash slot (CROSSSLOT)");
    }

    @Override
    public Future<RedisConnection> connect() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<@Nullable Response> send(Request command) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
