package dev.weir.chaos;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * The faults of each round, by the seed alone. Kinds are dealt like cards, so that each comes as
 * often as any other; in a third of the rounds two are tried, unless both touch the same.
 */
final class Schedule {
  /** Replicas between rounds. */
  static final int REPLICAS = 3;

  /** A replica that is silent for this long loses its partitions. */
  static final Duration SESSION = Duration.ofSeconds(4);

  private static final int TWICE_IN = 3;

  private final Random random;
  private final Deque<Kind> deck = new ArrayDeque<>();

  Schedule(long seed) {
    this.random = new Random(seed);
  }

  /** The next round's faults: one, or two that overlap. */
  List<Fault> next() {
    var faults = new ArrayList<Fault>();
    faults.add(fault(draw(), 0));
    if (random.nextInt(TWICE_IN) == 0) {
      var second = fault(draw(), 1_500);
      if (Collections.disjoint(second.subjects(), faults.getFirst().subjects())) {
        faults.add(second);
      } else {
        deck.addFirst(second.kind());
      }
    }
    return faults;
  }

  private Kind draw() {
    if (deck.isEmpty()) {
      var kinds = new ArrayList<>(Arrays.asList(Kind.values()));
      Collections.shuffle(kinds, random);
      deck.addAll(kinds);
    }
    return deck.removeFirst();
  }

  private Fault fault(Kind kind, int latestMs) {
    var after = Duration.ofMillis(latestMs == 0 ? 0 : random.nextInt(latestMs));
    return new Fault(kind, replicas(kind), after, hold(kind));
  }

  private List<Integer> replicas(Kind kind) {
    if (kind.picksReplica()) {
      return List.of(random.nextInt(REPLICAS));
    }
    if (!kind.picksWays()) {
      return List.of();
    }
    int first = random.nextInt(REPLICAS);
    return random.nextBoolean() ? List.of(first) : List.of(0, 1, 2);
  }

  private Duration hold(Kind kind) {
    int most = 3_000;
    return switch (kind) {
      case REPLICA_FROZEN, REPLICA_ISOLATED -> SESSION.plusMillis(1_000 + random.nextInt(2_000));
      // Half of these outlast the session.
      case KAFKA_CUT, KAFKA_STALLED -> Duration.ofMillis(1_000 + random.nextInt(6_000));
      default -> Duration.ofMillis(500 + random.nextInt(most));
    };
  }
}
