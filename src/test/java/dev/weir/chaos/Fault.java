package dev.weir.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One thing that is done, and undone after a while.
 *
 * @param replicas those that it is done to; empty where it concerns what they share
 * @param after when it is done, from the begin of its round
 * @param hold for how long it is left so
 */
record Fault(Kind kind, List<Integer> replicas, Duration after, Duration hold) {
  Fault {
    replicas = List.copyOf(replicas);
  }

  /** What it touches; two at once must touch different things. */
  Set<String> subjects() {
    var subjects = new TreeSet<String>();
    switch (kind) {
      case REPLICA_KILLED, REPLICA_ENDED, REPLICA_FROZEN ->
          replicas.forEach(at -> subjects.add("replica " + at));
      case REPLICA_ISOLATED ->
          replicas.forEach(
              at -> {
                subjects.add("replica " + at);
                subjects.add("way to redis " + at);
                subjects.add("way to kafka " + at);
              });
      case REPLICAS_SCALED -> {
        for (int at = 0; at < Schedule.REPLICAS; at++) {
          subjects.add("replica " + at);
        }
      }
      case REDIS_KILLED, REDIS_EMPTIED, REDIS_OLDER, REDIS_FULL -> subjects.add("redis");
      case KAFKA_KILLED -> subjects.add("kafka");
      case REDIS_CUT, REDIS_STALLED -> replicas.forEach(at -> subjects.add("way to redis " + at));
      case KAFKA_CUT, KAFKA_STALLED -> replicas.forEach(at -> subjects.add("way to kafka " + at));
    }
    return subjects;
  }

  @Override
  public String toString() {
    var whom = replicas.isEmpty() ? "" : " " + replicas;
    return "%s%s for %.1f s".formatted(kind.label(), whom, hold.toMillis() / 1e3);
  }
}
