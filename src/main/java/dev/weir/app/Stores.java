package dev.weir.app;

import dev.weir.memory.MemoryCoordination;
import dev.weir.memory.MemoryJournal;
import dev.weir.memory.MemoryPeopleKeys;
import dev.weir.memory.MemorySnapshotStore;
import dev.weir.memory.MemoryValidationStore;
import dev.weir.monitor.Coordination;
import dev.weir.monitor.Journal;
import dev.weir.monitor.PeopleKeys;
import dev.weir.monitor.Settings;
import dev.weir.monitor.SnapshotStore;
import dev.weir.monitor.ValidationStore;
import dev.weir.redis.RedisStores;
import io.vertx.mutiny.redis.client.Redis;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.time.InstantSource;

/** The ports of one store. */
record Stores(
    SnapshotStore snapshots,
    Coordination coordination,
    ValidationStore validations,
    PeopleKeys people,
    Journal journal) {

  /**
   * The stores that the settings ask for; the Redis client is only touched for Redis.
   *
   * @param steady nothing but passing time moves it
   */
  static Stores of(Settings settings, Instance<Redis> redis, InstantSource steady) {
    return switch (settings.store()) {
      case MEMORY -> memory(settings, steady);
      case REDIS -> {
        var pipeline = settings.pipeline();
        var stores =
            new RedisStores(
                redis.get(), pipeline.namespace(), pipeline.name(), RedisStores.TIMEOUT);
        yield new Stores(
            stores.snapshots(),
            stores.coordination(),
            stores.validations(),
            stores.peopleKeys(),
            stores.journal(settings.journal()));
      }
    };
  }

  private static Stores memory(Settings settings, InstantSource steady) {
    return new Stores(
        new MemorySnapshotStore(),
        new MemoryCoordination(),
        new MemoryValidationStore(10_000, Duration.ofDays(7)),
        new MemoryPeopleKeys(),
        new MemoryJournal(settings.journal(), steady));
  }
}
