package dev.weir.redis;

import dev.weir.monitor.Coordination;
import dev.weir.monitor.Journal;
import dev.weir.monitor.JournalSettings;
import dev.weir.monitor.PeopleKeys;
import dev.weir.monitor.SnapshotStore;
import dev.weir.monitor.ValidationStore;
import io.vertx.mutiny.redis.client.Redis;
import java.time.Duration;

/**
 * Makes the ports on one Redis client, whose calls they share a bound on. Redis 6.2 or later, or
 * Valkey; standalone, Sentinel or Cluster.
 *
 * <p>Make it only when the store is {@code redis}: without {@code quarkus.redis.hosts} the client's
 * bean is inactive: {@code get()} fails, though {@code isResolvable()} says yes. Inject {@code
 * Instance<Redis>} and call {@code get()} then; an injected {@code Redis} would stop the start of a
 * process that keeps its state in memory.
 */
public final class RedisStores {
  /** How long an answer may take where nothing else is said. */
  public static final Duration TIMEOUT = Duration.ofSeconds(2);

  private static final int HISTORY_LIMIT = 10_000;
  private static final Duration HISTORY_AGE = Duration.ofDays(7);

  private final RedisLine line;
  private final RedisKeys keys;

  /**
   * Nothing is sent yet.
   *
   * @param redis the client; see {@link RedisTuning} for the options that it should have
   * @param namespace the deployment; without braces, not empty
   * @param pipeline the pipeline's name; without colons, not empty
   * @param timeout how long each pipeline of commands may wait for its answer
   */
  public RedisStores(Redis redis, String namespace, String pipeline, Duration timeout) {
    this.line = new RedisLine(redis.getDelegate(), timeout);
    this.keys = new RedisKeys(namespace, pipeline);
  }

  /** Snapshots of the pipeline's partitions. */
  public SnapshotStore snapshots() {
    return new RedisSnapshotStore(line, keys);
  }

  /** What the pipeline's replicas agree on. */
  public Coordination coordination() {
    return new RedisCoordination(line, keys);
  }

  /** The pipeline's validations: at most 10,000, of the last seven days. */
  public ValidationStore validations() {
    return new RedisValidationStore(line, keys, HISTORY_LIMIT, HISTORY_AGE);
  }

  /** Sightings of the pipeline's traces. */
  public Journal journal(JournalSettings settings) {
    return new RedisJournal(line, keys, settings);
  }

  /** Figures for people. */
  public PeopleKeys peopleKeys() {
    return new RedisPeopleKeys(line);
  }
}
