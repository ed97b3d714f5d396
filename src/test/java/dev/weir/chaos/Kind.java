package dev.weir.chaos;

import java.util.Locale;

/** What can be done to the processes and the connections between them. */
enum Kind {
  REPLICA_KILLED("a replica is killed and started again"),
  REPLICA_ENDED("a replica is asked to end (SIGTERM) and started again"),
  REPLICA_FROZEN("a replica is frozen for longer than its session, and goes on as a zombie"),
  REPLICA_ISOLATED(
      "a replica reaches nothing for longer than its session, and then what it sent arrives"),
  REPLICAS_SCALED("three replicas become one, then four, then three again"),
  REDIS_KILLED("Redis is killed and comes back with all it had"),
  REDIS_EMPTIED("Redis is killed and comes back empty"),
  REDIS_OLDER("Redis is killed and comes back with an older dump"),
  REDIS_FULL("Redis refuses every write for want of memory"),
  REDIS_CUT("connections to Redis are closed, new ones too"),
  REDIS_STALLED("connections to Redis stay, and nothing gets through"),
  KAFKA_KILLED("the broker is killed and comes back with its logs"),
  KAFKA_CUT("connections to the broker are closed, new ones too"),
  KAFKA_STALLED("connections to the broker stay, and nothing gets through");

  private final String description;

  Kind(String description) {
    this.description = description;
  }

  /** As it is printed: {@code replica-killed}. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** In words. */
  String description() {
    return description;
  }

  /** Whether it is done to single replicas, not to all of them or to what they share. */
  boolean picksReplica() {
    return switch (this) {
      case REPLICA_KILLED, REPLICA_ENDED, REPLICA_FROZEN, REPLICA_ISOLATED -> true;
      default -> false;
    };
  }

  /** Whether it is done to the ways of some replicas. */
  boolean picksWays() {
    return switch (this) {
      case REDIS_CUT, REDIS_STALLED, KAFKA_CUT, KAFKA_STALLED -> true;
      default -> false;
    };
  }
}
