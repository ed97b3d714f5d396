package dev.weir.simulation;

import java.util.Locale;
import java.util.Random;

/**
 * Something that befalls a simulated world. It says all of what happens, so that a schedule of
 * steps can be cut without changing what is left of it.
 *
 * @param what of which kind
 * @param who a replica, a partition or a topic: any number names one
 * @param amount of whatever the kind counts
 * @param detail whatever else the kind needs
 */
record Step(Kind what, int who, int amount, int detail) {
  /** What a step is about. */
  enum On {
    /** A replica. */
    REPLICA,
    /** A partition of some topic. */
    PARTITION,
    /** A topic. */
    TOPIC,
    /** The store, or nothing. */
    STORE
  }

  /** The kinds, with how often they come and how they read. */
  enum Kind {
    /** A replica polls, and does what is due. */
    TURN(110, On.REPLICA, "replica %1$s polls up to %2$d records, and has %3$d again"),
    /** Records are written. */
    APPEND(16, On.PARTITION, "%1$s gets %2$d records"),
    /** Records are written in a transaction that stays open. */
    APPEND_OPEN(4, On.PARTITION, "%1$s gets %2$d records, most of a transaction that stays open"),
    /** A transaction ends well. */
    COMMIT(3, On.PARTITION, "a transaction in %1$s is committed, if one is open"),
    /** A transaction ends in vain. */
    ABORT(3, On.PARTITION, "a transaction in %1$s is aborted, if one is open"),
    /** Old records go. */
    RETAIN(2, On.PARTITION, "%1$s keeps its last %2$d records only"),
    /** A topic gains a partition. */
    GROW(1, On.TOPIC, "%1$s gains a partition"),
    /** Time passes. */
    WAIT(4, On.STORE, "%2$d ms pass"),
    /** The partitions are shared out anew. */
    REBALANCE(4, On.STORE, "the group shares its partitions out anew, by %3$d"),
    /** A replica is taken for dead, and goes on. */
    ZOMBIE(4, On.REPLICA, "replica %1$s falls out of the group, and goes on for %2$d polls"),
    /** kill -9. */
    CRASH(2, On.REPLICA, "replica %1$s is killed"),
    /** kill -9, and the next one is there at once. */
    RESTART(2, On.REPLICA, "replica %1$s is killed, and starts again"),
    /** SIGTERM. */
    STOP(2, On.REPLICA, "replica %1$s is told to stop"),
    /** A replica joins. */
    START(4, On.REPLICA, "replica %1$s starts, if it is not there"),
    /** A broker goes away. */
    TROUBLE(2, On.REPLICA, "replica %1$s loses its broker in the next poll"),
    /** The brokers do not tell where logs begin and end. */
    ADMIN_DOWN(1, On.STORE, "the brokers do not tell of their logs any more"),
    /** They do again. */
    ADMIN_UP(1, On.STORE, "the brokers tell of their logs"),
    /** The store changes for the better or the worse. */
    STORE(12, On.STORE, "the store is %1$s, at %2$d ms each way"),
    /** The store writes a dump. */
    SAVE(2, On.STORE, "the store writes a dump"),
    /** The store goes back to its dump. */
    RESTORE(1, On.STORE, "the store goes back to its dump"),
    /** The store loses everything. */
    LOSE(1, On.STORE, "the store loses everything"),
    /** Somebody looks. */
    LOOK(8, On.REPLICA, "somebody looks at replica %1$s, and at the store");

    final On on;
    private final int weight;
    private final String words;

    Kind(int weight, On on, String words) {
      this.weight = weight;
      this.on = on;
      this.words = words;
    }
  }

  private static final int WEIGHTS = weights();

  private static int weights() {
    int sum = 0;
    for (var kind : Kind.values()) {
      sum += kind.weight;
    }
    return sum;
  }

  static Step random(Random random) {
    int at = random.nextInt(WEIGHTS);
    for (var kind : Kind.values()) {
      at -= kind.weight;
      if (at < 0) {
        return random(kind, random);
      }
    }
    throw new IllegalStateException("weights");
  }

  private static Step random(Kind kind, Random random) {
    int amount =
        switch (kind) {
          case TURN -> 1 + random.nextInt(20);
          case APPEND, APPEND_OPEN -> 1 + random.nextInt(30);
          case RETAIN -> random.nextInt(40);
          case WAIT -> random.nextInt(10) == 0 ? 6_000 : random.nextInt(1_000);
          case ZOMBIE -> 1 + random.nextInt(30);
          case STORE -> random.nextInt(3) == 0 ? random.nextInt(400) : random.nextInt(40);
          default -> 0;
        };
    int detail = kind == Kind.TURN && random.nextInt(5) > 0 ? 0 : random.nextInt(12);
    int who = random.nextInt(60);
    // Half of the time all is well.
    boolean isWell = kind == Kind.STORE && random.nextBoolean();
    return new Step(kind, isWell ? 0 : who, amount, detail);
  }

  /** What it does to whatever has this name. */
  String words(String name) {
    return String.format(Locale.ROOT, what.words, name, amount, detail);
  }
}
