package dev.weir.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class RedisServerTest {

  @Test
  void keepsItsDataOverKillAndLosesItWhenRestartedEmpty() {
    try (RedisServer redis = RedisServer.running()) {
      assertThat(redis.call("SET", "key", "value")).isEqualTo("OK");
      int port = redis.port();

      redis.kill();
      assertThatThrownBy(() -> redis.call("GET", "key")).isInstanceOf(UncheckedIOException.class);
      redis.restart();
      assertThat(redis.call("GET", "key")).isEqualTo("value");

      redis.restartEmpty();
      assertThat(redis.call("DBSIZE")).isEqualTo("0");
      assertThat(redis.port()).isEqualTo(port);
    }
  }

  @Test
  void goesBackToWhatWasKeptAndKeepsWhatComesAfterwards() {
    try (RedisServer redis = RedisServer.running()) {
      redis.call("SET", "key", "older");
      redis.keep();
      redis.call("SET", "key", "newer");

      redis.kill();
      redis.restartAsKept();
      assertThat(redis.call("GET", "key")).isEqualTo("older");

      redis.call("SET", "key", "newest");
      await()
          .untilAsserted(
              () ->
                  assertThat(redis.call("INFO", "persistence"))
                      .contains("aof_rewrite_in_progress:0", "aof_rewrite_scheduled:0"));
      redis.kill();
      redis.restart();
      assertThat(redis.call("GET", "key")).isEqualTo("newest");
    }
  }

  @Test
  void pausedServerAnswersNothingUntilResumed() {
    try (RedisServer redis = RedisServer.running()) {
      redis.pause();
      assertThatThrownBy(() -> redis.call("PING")).isInstanceOf(UncheckedIOException.class);
      redis.resume();
      assertThat(redis.call("PING")).isEqualTo("PONG");
    }
  }

  @Test
  void runsTheLibrarysServerOnMachinesThatHaveNone() {
    try (RedisServer redis = new RedisServer("/nowhere")) {
      redis.start();
      redis.awaitReady();
      assertThat(redis.call("SET", "key", "value")).isEqualTo("OK");
      assertThat(redis.call("GET", "key")).isEqualTo("value");
    }
  }
}
