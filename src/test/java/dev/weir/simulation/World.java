package dev.weir.simulation;

import dev.weir.flow.PartitionId;
import dev.weir.flow.ViewBuilder.Merged;
import dev.weir.kafka.SimulatedLoop.Log;
import dev.weir.kafka.SimulatedLoop.Surroundings;
import dev.weir.monitor.Settings;
import dev.weir.monitor.SnapshotStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Brokers, a store and replicas, to which the steps of a schedule happen. */
final class World {
  private final Topology topology;
  private final Settings settings;
  private final Sabotage sabotage;
  private final SimClock clock = new SimClock();
  private final SimBroker broker;
  private final SimStore store;
  private final Losses losses = new Losses();
  private final @Nullable Replica[] replicas;
  private final Map<PartitionId, Stored> reached = new HashMap<>();
  private final Oracle oracle;
  private boolean adminAnswers = true;

  /** What was stored of a partition when somebody looked. */
  private record Stored(long offset, long newestMicros, long events) {}

  World(Topology topology, Sabotage sabotage) {
    this.topology = topology;
    this.settings = topology.settings();
    this.sabotage = sabotage;
    this.broker = new SimBroker(topology);
    this.store = sabotage.store(clock);
    this.oracle = new Oracle(settings);
    this.replicas = new @Nullable Replica[topology.replicas()];
    for (int number = 0; number < replicas.length; number++) {
      replicas[number] = new Replica(this);
    }
  }

  Settings settings() {
    return settings;
  }

  Sabotage sabotage() {
    return sabotage;
  }

  SimClock clock() {
    return clock;
  }

  SimBroker broker() {
    return broker;
  }

  SimStore store() {
    return store;
  }

  Losses losses() {
    return losses;
  }

  /** What is wrong in the end; null when nothing is. */
  @Nullable String end() {
    return new Ending(this, oracle).fault();
  }

  Surroundings surroundings(SnapshotStore client) {
    return new Surroundings(
        client, this::logOf, this::topicId, clock, clock::nanoTime, clock::pass);
  }

  private CompletionStage<Log> logOf(PartitionId id) {
    var answer = new CompletableFuture<Log>();
    boolean answers = adminAnswers;
    clock.after(
        7,
        () -> {
          if (!answers) {
            answer.completeExceptionally(new IllegalStateException("no broker answers"));
            return;
          }
          var log = broker.log(SimBroker.kafka(id));
          losses.toldStart(SimBroker.kafka(id), log.start());
          answer.complete(new Log(log.start(), log.end()));
        });
    return answer;
  }

  private CompletionStage<UUID> topicId(String topic) {
    var answer = new CompletableFuture<UUID>();
    boolean answers = adminAnswers;
    clock.after(
        5,
        () -> {
          if (answers) {
            answer.complete(UUID.nameUUIDFromBytes(topic.getBytes(StandardCharsets.UTF_8)));
          } else {
            answer.completeExceptionally(new IllegalStateException("no broker answers"));
          }
        });
    return answer;
  }

  /** Says what a step does here, as it would be played now. */
  String words(Step step) {
    var name =
        switch (step.what().on) {
          case REPLICA -> step.who() % replicas.length + 1;
          case PARTITION -> broker.partition(step.who());
          case TOPIC -> Topology.topic(step.who() % topology.partitions().size());
          case STORE -> mood(step).words();
        };
    return step.words(name.toString());
  }

  private static SimStore.Mood mood(Step step) {
    var moods = SimStore.Mood.values();
    return moods[step.who() % moods.length];
  }

  /** Lets one step happen. */
  void play(Step step) {
    var log = broker.log(broker.partition(step.who()));
    int who = step.who() % replicas.length;
    var replica = replicas[who];
    switch (step.what()) {
      case TURN -> {
        if (replica != null) {
          turn(replica, new SimConsumer.Poll(step.amount(), step.detail(), 1 + step.who()));
        }
      }
      case APPEND -> log.append(step.amount());
      case APPEND_OPEN -> log.appendToTransaction(step.amount());
      case COMMIT -> log.endTransaction(false);
      case ABORT -> log.endTransaction(true);
      case RETAIN -> log.retainFrom(log.end() - step.amount());
      case GROW -> broker.grow(step.who() % topology.partitions().size());
      case WAIT -> clock.pass(Duration.ofMillis(step.amount()));
      case REBALANCE -> broker.rebalance(step.detail());
      case ZOMBIE -> {
        if (replica != null) {
          replica.consumer.fallOut(step.amount());
        }
      }
      case CRASH, RESTART -> {
        if (replica != null) {
          broker.expel(replica.consumer);
          replica.client.die();
          replicas[who] = step.what() == Step.Kind.CRASH ? null : new Replica(this);
        }
      }
      case STOP -> {
        if (replica != null) {
          replica.client.leave();
          replica.loop.stop();
          replicas[who] = null;
        }
      }
      case START -> {
        if (replica == null) {
          replicas[who] = new Replica(this);
        }
      }
      case TROUBLE -> {
        if (replica != null) {
          replica.consumer.fail();
        }
      }
      case ADMIN_DOWN -> adminAnswers = false;
      case ADMIN_UP -> adminAnswers = true;
      case STORE -> store.become(mood(step), step.amount());
      case SAVE -> store.save();
      case RESTORE -> store.restore();
      case LOSE -> store.lose();
      case LOOK -> {
        if (replica != null) {
          look(replica);
        }
        lookAtStore();
      }
    }
    losses.look(broker, store);
  }

  private void turn(Replica replica, SimConsumer.Poll poll) {
    replica.consumer.expect(poll);
    replica.loop.step();
    Seen.check(replica.client.open() < 60, "too many requests without an answer");
  }

  /** Of each partition; −1 where nothing is stored. */
  List<Long> storedOffsets() {
    return broker.partitions().stream()
        .map(partition -> store.stored(SimBroker.id(partition)))
        .map(snapshot -> snapshot == null ? SnapshotStore.ABSENT : snapshot.offset())
        .toList();
  }

  private boolean mayGoBack() {
    return store.wentBack() || losses.any();
  }

  private void look(Replica replica) {
    var ends = broker.ends();
    replica.reader.ask(ends);
    var merged = replica.reader.look(ends, clock.instant());
    look(replica, merged);
  }

  /** Looks at what a replica shows. */
  void look(Replica replica, Merged merged) {
    int partitions = broker.partitions().size();
    replica.seen.next(merged, topology.keyLimit(), partitions, mayGoBack(), !topology.isRogue());
  }

  private void lookAtStore() {
    for (var partition : broker.partitions()) {
      var id = SimBroker.id(partition);
      var snapshot = store.stored(id);
      if (snapshot == null) {
        continue;
      }
      Seen.check(snapshot.sections().size() < 120, "too many sections");
      var counts = oracle.decode(id, snapshot).figures().counts();
      var now = new Stored(snapshot.offset(), counts.newestMicros(), counts.events());
      var before = reached.put(id, now);
      Seen.check(
          mayGoBack()
              || before == null
              || (before.offset <= now.offset
                  && before.newestMicros <= now.newestMicros
                  && before.events <= now.events),
          "%s was stored as %s, is stored as %s".formatted(id, before, now));
    }
  }

  /** Ends all trouble, but not what it has led to. */
  void calm() {
    store.become(SimStore.Mood.WELL, 0);
    adminAnswers = true;
    broker.partitions().forEach(partition -> broker.log(partition).endTransaction(false));
    if (alive().isEmpty()) {
      replicas[0] = new Replica(this);
    }
    alive().forEach(replica -> replica.consumer.wake());
  }

  /** Each replica reads what there is. */
  void round() {
    for (var replica : alive()) {
      turn(replica, new SimConsumer.Poll(200, 0, 60));
    }
    losses.look(broker, store);
  }

  List<Replica> alive() {
    return IntStream.range(0, replicas.length)
        .mapToObj(number -> replicas[number])
        .filter(Objects::nonNull)
        .toList();
  }
}
