package dev.weir.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.monitor.Coordination;
import dev.weir.monitor.Coordination.Lease;
import dev.weir.monitor.CoordinationContract;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisCoordinationTest extends CoordinationContract {
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
  protected Coordination coordination() {
    return redis.stores().coordination();
  }

  @Test
  void accountsOfALaterLeaderStay() {
    Coordination coordination = coordination();
    assertThat(await(coordination.keepAccounts(new byte[] {2}, 2))).isTrue();
    assertThat(await(coordination.keepAccounts(new byte[] {1}, 1))).isFalse();
    assertThat(await(coordination.accounts()))
        .hasValueSatisfying(kept -> assertThat(kept).containsExactly(2));
  }

  @Test
  void onlyOneReplicaLeads() {
    await(coordination().lease("a", LONG));

    assertThat(await(coordination().lease("b", LONG))).isEqualTo(new Lease(false, 1));
    assertThat(await(coordination().lease("a", LONG))).isEqualTo(new Lease(true, 1));
  }

  @Test
  void anEndedLeaseGoesToAnotherWithALargerToken() {
    await(coordination().lease("a", Duration.ofMillis(50)));

    Awaitility.await()
        .untilAsserted(
            () -> assertThat(await(coordination().lease("b", LONG))).isEqualTo(new Lease(true, 2)));
    assertThat(await(coordination().lease("a", LONG))).isEqualTo(new Lease(false, 2));
  }

  @Test
  void aReplicaThatLetItsLeaseEndGetsANewToken() {
    await(coordination().lease("a", Duration.ofMillis(1)));

    Awaitility.await()
        .until(() -> redis.server.call("EXISTS", RedisFixture.keys().lease()).equals("0"));
    assertThat(await(coordination().lease("a", LONG))).isEqualTo(new Lease(true, 2));
  }

  @Test
  void onlyTheHolderReleases() {
    await(coordination().lease("a", LONG));

    await(coordination().release("b"));
    assertThat(await(coordination().lease("b", LONG)).held()).isFalse();
    await(coordination().release("a"));
    assertThat(await(coordination().lease("b", LONG))).isEqualTo(new Lease(true, 2));
  }

  @Test
  void replicasAreCountedUntilTheyWereSilentForLongerThanTheTtl() {
    Duration ttl = Duration.ofSeconds(10);
    await(coordination().heartbeat("a", NOW, ttl));

    assertThat(await(coordination().heartbeat("b", NOW.plusSeconds(4), ttl))).isEqualTo(2);
    assertThat(await(coordination().heartbeat("b", NOW.plusSeconds(10), ttl))).isEqualTo(2);
    assertThat(await(coordination().heartbeat("b", NOW.plusSeconds(11), ttl))).isEqualTo(1);
    assertThat(redis.server.call("ZCARD", RedisFixture.keys().replicas())).isEqualTo("1");
  }

  @Test
  void beatsOfAClockThatWasSetBackSinceDoNotCount() {
    var ttl = Duration.ofSeconds(10);
    await(coordination().heartbeat("gone", NOW.plusSeconds(3600), ttl));

    assertThat(await(coordination().heartbeat("a", NOW, ttl))).isEqualTo(1);
  }

  @Test
  void pipelinesDoNotLeadEachOther() {
    await(coordination().lease("a", LONG));
    RedisStores other =
        new RedisStores(redis.client, RedisFixture.NAMESPACE, "settlement", RedisStores.TIMEOUT);

    assertThat(await(other.coordination().lease("b", LONG))).isEqualTo(new Lease(true, 1));
  }

  @Test
  void anOriginThatCannotBeReadFailsWithWords() {
    redis.server.call("SET", RedisFixture.keys().origin(), "yesterday");

    assertThatThrownBy(() -> await(coordination().origin(NOW))).hasMessageContaining("yesterday");
  }
}
