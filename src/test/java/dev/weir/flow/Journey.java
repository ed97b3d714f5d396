package dev.weir.flow;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.demo.UuidV7;
import dev.weir.pipeline.Condition;
import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Slice;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.StageEvent;
import dev.weir.pipeline.TopicSelector;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Two stages with a hop that is accounted, and what was written to their partitions. */
final class Journey {
  static final Duration WITHIN = Duration.ofSeconds(5);
  static final int PARTITIONS = 3;

  private final Pipeline pipeline;
  private final RandomGenerator random;
  private final Map<PartitionId, List<Written>> logs = new HashMap<>();

  /**
   * A record.
   *
   * @param id its own id
   * @param parent its parent's, or null
   * @param micros its time
   * @param expected whether it is to have a child
   */
  record Written(UUID id, @Nullable UUID parent, long micros, boolean expected) {
    void fill(StageEvent event, long offset) {
      event.clear();
      event.offset = offset;
      event.eventTimeMicros = micros;
      event.recordTimeMicros = micros / 1000 * 1000;
      event.conditions = expected ? 1 : 0;
      set(event.id, id);
      if (parent != null) {
        set(event.parent, parent);
      }
      if (parent != null && parent.version() == 7) {
        event.parentTimeMicros = (parent.getMostSignificantBits() >>> 16) * 1000;
      }
    }

    private static void set(Slice slice, UUID id) {
      byte[] text = id.toString().getBytes(UTF_8);
      slice.set(text, 0, text.length);
    }
  }

  Journey(RandomGenerator random, int differences) {
    this.random = random;
    var where =
        new Condition(new FieldSource.Json(List.of("decision")), false, List.of("approved"));
    var accounting =
        new Hop.Accounting(
            Hop.Match.ID, differences, Duration.ofSeconds(10), Duration.ofMinutes(5));
    var hop = new Hop("first", "second", Hop.Expect.EVERY, WITHIN, where, accounting);
    pipeline =
        Pipelines.of(
            FieldSources.defaults(),
            List.of(
                new Stage("first", List.of(new TopicSelector.Exact("one")), List.of(), null, null),
                new Stage(
                    "second", List.of(new TopicSelector.Exact("two")), List.of(hop), null, null)));
  }

  Pipeline pipeline() {
    return pipeline;
  }

  /** Writes a parent with an id of its time. */
  UUID parent(long micros, boolean expected) {
    var id = idAt(micros);
    parent(id, micros, expected);
    return id;
  }

  void parent(UUID id, long micros, boolean expected) {
    write("one", new Written(id, null, micros, expected));
  }

  void child(@Nullable UUID parent, long micros) {
    write("two", new Written(idAt(micros), parent, micros, false));
  }

  /** An id of version 7. */
  UUID idAt(long micros) {
    return UuidV7.at(micros, random);
  }

  private void write(String topic, Written record) {
    var partition = new PartitionId(topic, random.nextInt(PARTITIONS));
    logs.computeIfAbsent(partition, _ -> new ArrayList<>()).add(record);
  }

  List<Written> log(PartitionId partition) {
    return logs.getOrDefault(partition, List.of());
  }

  List<PartitionId> partitions() {
    return List.copyOf(logs.keySet());
  }

  PartitionState empty(PartitionId partition) {
    var stage = pipeline.stageOf(partition.topic()).orElseThrow();
    return new PartitionState(partition, StageShape.of(pipeline, stage, 100), 0);
  }

  /** Applies what is in the log from the state's next offset up to a time. */
  void read(PartitionState state, long upToMicros) {
    var event = new StageEvent();
    var log = log(state.id());
    for (int at = (int) state.nextOffset(); at < log.size(); at++) {
      if (log.get(at).micros() > upToMicros) {
        return;
      }
      log.get(at).fill(event, at);
      state.apply(event);
    }
  }

  /** The states of everything up to a time. */
  List<PartitionState> read(long upToMicros) {
    var states = new ArrayList<PartitionState>();
    for (var partition : partitions()) {
      var state = empty(partition);
      read(state, upToMicros);
      states.add(state);
    }
    return states;
  }

  /** Applies what is written at once, for more than fits into logs. */
  Reader reader(int partitions) {
    return new Reader(partitions);
  }

  /** Partitions that are read as they are written. */
  final class Reader {
    private final StageEvent event = new StageEvent();
    private final List<PartitionState> parents = new ArrayList<>();
    private final List<PartitionState> children = new ArrayList<>();

    private Reader(int partitions) {
      for (int at = 0; at < partitions; at++) {
        parents.add(empty(new PartitionId("one", at)));
        children.add(empty(new PartitionId("two", at)));
      }
    }

    void parent(UUID id, long micros) {
      apply(parents, new Written(id, null, micros, true));
    }

    void child(UUID parent, long micros) {
      apply(children, new Written(idAt(micros), parent, micros, false));
    }

    private void apply(List<PartitionState> to, Written record) {
      var state = to.get(random.nextInt(to.size()));
      record.fill(event, state.nextOffset());
      state.apply(event);
    }

    List<PartitionState> states() {
      var all = new ArrayList<>(parents);
      all.addAll(children);
      return all;
    }
  }

  /** The hop's account when everything was read up to now. */
  static HopAccount account(ViewBuilder builder, List<PartitionState> states, long nowMicros) {
    return account(builder, states, nowMicros, Duration.ZERO);
  }

  /** The same when the children's stage is that far behind. */
  static HopAccount account(
      ViewBuilder builder, List<PartitionState> states, long nowMicros, Duration behind) {
    var account = hop(builder, states, nowMicros, behind).account();
    if (account == null) {
      throw new AssertionError("the hop is not accounted");
    }
    return account;
  }

  /** The hop when everything was read up to now. */
  static HopView hop(ViewBuilder builder, List<PartitionState> states, long nowMicros) {
    return hop(builder, states, nowMicros, Duration.ZERO);
  }

  private static HopView hop(
      ViewBuilder builder, List<PartitionState> states, long nowMicros, Duration behind) {
    var now = Instant.EPOCH.plus(nowMicros, ChronoUnit.MICROS);
    var readings =
        Map.of(
            "first", new Reading(0, Duration.ZERO, null), "second", new Reading(0, behind, null));
    var link = new ObserverView.Link(true, now, "");
    var observer = new ObserverView("r", 1, true, 0L, Duration.ZERO, now, link, link);
    return builder.build(states, Map.of(), readings, observer, now).view().hops().getFirst();
  }
}
