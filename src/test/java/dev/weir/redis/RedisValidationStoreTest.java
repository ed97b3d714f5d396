package dev.weir.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.monitor.ValidationStore;
import dev.weir.monitor.ValidationStoreContract;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisValidationStoreTest extends ValidationStoreContract {
  private static RedisFixture redis;

  @BeforeAll
  static void start() {
    redis = new RedisFixture();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @BeforeEach
  void empty() {
    redis.server.call("FLUSHALL");
  }

  @Override
  protected ValidationStore store(int limit, Duration age) {
    return new RedisValidationStore(redis.line(), RedisFixture.keys(), limit, age);
  }

  @Test
  void peopleFindTheLastValidationUnderItsPublicName() {
    await(redis.stores().validations().keep(validation(5), 3));

    assertThat(redis.server.call("GET", "pipeline:validation:paper"))
        .isEqualTo(
            "{\"validationId\":\"id-005\",\"timestamp\":\"2026-03-02T12:00:05Z\","
                + "\"namespace\":\"paper\",\"pipeline\":\"trading\","
                + "\"stages\":{\"risk\":{\"status\":\"HEALTHY\",\"reason\":\"12/s\","
                + "\"cause\":null}},\"overall\":\"HEALTHY\","
                + "\"reason\":\"all stages flow\",\"bottleneck\":null}");
    assertThat(Long.parseLong(redis.server.call("TTL", "pipeline:validation:paper")))
        .isBetween(290L, 300L);
  }

  @Test
  void aRefusedValidationIsNotShownToPeople() {
    ValidationStore store = redis.stores().validations();
    await(store.keep(validation(1), 9));
    await(store.keep(validation(2), 8));

    assertThat(redis.server.call("GET", "pipeline:validation:paper")).contains("id-001");
  }

  @Test
  void anEntryThatCannotBeReadDoesNotHideTheOthers() {
    ValidationStore store = redis.stores().validations();
    await(store.keep(validation(1), 1));
    long later = Instant.parse("2026-03-02T12:00:02Z").toEpochMilli();
    for (String entry : new String[] {"{", "null", "[]", "{\"stages\":{\"a\":1}}"}) {
      redis.server.call("ZADD", RedisFixture.keys().validations(), "" + later, entry);
    }

    assertThat(await(store.since(Instant.EPOCH, 10))).containsExactly(validation(1));
  }
}
