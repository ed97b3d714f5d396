package dev.weir.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.monitor.PeopleKeys;
import dev.weir.monitor.PeopleKeys.StageSummary;
import dev.weir.monitor.PeopleKeysContract;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisPeopleKeysTest extends PeopleKeysContract {
  private static RedisFixture redis;

  @BeforeAll
  static void start() {
    redis = new RedisFixture();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @Override
  protected PeopleKeys keys() {
    return redis.stores().peopleKeys();
  }

  @Test
  void eachStageHasItsLastEventAndItsCount() {
    Instant at = Instant.parse("2026-03-02T12:00:00.5Z");
    keys()
        .publish(
            "live",
            List.of(
                new StageSummary("market-data", at, "NIFTY \"50\"", 9_007_199_254_740_993L),
                new StageSummary("risk", at, "", 0)))
        .await()
        .indefinitely();

    assertThat(redis.server.call("GET", "pipeline:market-data:live:last"))
        .isEqualTo(
            "{\"timestamp\":\"2026-03-02T12:00:00.500Z\",\"symbol\":\"NIFTY \\\"50\\\"\","
                + "\"count\":9007199254740993}");
    assertThat(redis.server.call("GET", "pipeline:market-data:live:count"))
        .isEqualTo("9007199254740993");
    assertThat(redis.server.call("GET", "pipeline:risk:live:last")).contains("\"symbol\":null");
    assertThat(Long.parseLong(redis.server.call("TTL", "pipeline:risk:live:last")))
        .isBetween(290L, 300L);
    assertThat(redis.server.call("TTL", "pipeline:risk:live:count")).isEqualTo("-1");
  }
}
