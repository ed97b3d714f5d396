package dev.weir.app;

import dev.weir.memory.MemoryCoordination;
import dev.weir.memory.MemoryPeopleKeys;
import dev.weir.memory.MemorySnapshotStore;
import dev.weir.memory.MemoryValidationStore;
import dev.weir.monitor.Coordination;
import dev.weir.monitor.PeopleKeys;
import dev.weir.monitor.Settings;
import dev.weir.monitor.SnapshotStore;
import dev.weir.monitor.ValidationStore;
import dev.weir.redis.RedisStores;
import io.vertx.mutiny.redis.client.Redis;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;

/** The ports of one store. */
record Stores(
    SnapshotStore snapshots,
    Coordination coordination,
    ValidationStore validations,
    PeopleKeys people) {

  /** The stores that the settings ask for; the Redis client is only touched for Redis. */
  static Stores of(Settings settings, Instance<Redis> redis) {
    return switch (settings.store()) {
      case MEMORY -> memory();
      case REDIS -> {
        var pipeline = settings.pipeline();
        var stores =
            new RedisStores(
                redis.get(), pipeline.namespace(), pipeline.name(), RedisStores.TIMEOUT);
        yield new Stores(
            stores.snapshots(), stores.coordination(), stores.validations(), stores.peopleKeys());
      }
    };
  }

  private static Stores memory() {
    return new Stores(
        new MemorySnapshotStore(),
        new MemoryCoordination(),
        new MemoryValidationStore(10_000, Duration.ofDays(7)),
        new MemoryPeopleKeys());
  }
}
