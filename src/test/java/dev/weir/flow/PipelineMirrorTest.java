package dev.weir.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.pipeline.StageEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Views that go on from the last one are the same as views made of everything anew. */
class PipelineMirrorTest {
  private static final int KEY_LIMIT = 150;
  private static final int EVENTS = 4_000;
  private static final int PARTITIONS = 4;

  private final PipelineMirror mirror = new PipelineMirror(Events.pipeline(), KEY_LIMIT);
  private final Map<PartitionId, Owner> owners = new LinkedHashMap<>();
  private final Map<PartitionId, Arrival> arrivals = new HashMap<>();
  private final StageEvent event = new StageEvent();

  /** Reads one partition and shows it as the poll loop does. */
  private static final class Owner {
    final SnapshotCodec codec = new SnapshotCodec();
    final Map<String, byte[]> sections = new HashMap<>();
    final List<Events.Sample> log;
    PartitionState state;

    Owner(PartitionId id, List<Events.Sample> log) {
      this.log = log;
      this.state = new PartitionState(id, shape(id), 0);
    }

    void show() {
      sections.putAll(codec.encodeChanges(state));
    }
  }

  private static StageShape shape(PartitionId id) {
    var pipeline = Events.pipeline();
    return StageShape.of(pipeline, pipeline.stageOf(id.topic()).orElseThrow(), KEY_LIMIT);
  }

  private static PartitionId id(int partition) {
    return new PartitionId(partition % 2 == 0 ? "two" : "one", partition);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void aViewIsTheMergeOfAllStates(long seed) {
    var random = new Random(seed);
    int keys = random.nextBoolean() ? 100 : 400; // below and above the limit
    for (int partition = 0; partition < PARTITIONS; partition++) {
      boolean rogue = random.nextInt(3) == 0;
      var log =
          rogue ? Events.rogueStream(random, EVENTS, keys) : Events.stream(random, EVENTS, keys);
      owners.put(id(partition), new Owner(id(partition), log));
    }
    var now = Events.end(0);
    for (int view = 0; view < 60; view++) {
      for (var owner : owners.values()) {
        read(owner, random.nextInt(150), now);
      }
      odd(random);
      now = now.plusSeconds(random.nextInt(10) == 0 ? -2 : random.nextInt(12));
      assertThat(shown(now)).as("seed %d, view %d", seed, view).isEqualTo(merged(now));
    }
  }

  private void read(Owner owner, int most, Instant now) {
    long end = Math.min(owner.state.nextOffset() + most, owner.log.size());
    for (long at = owner.state.nextOffset(); at < end; at++) {
      owner.log.get((int) at).fill(event, at);
      owner.state.apply(event);
      arrivals.put(owner.state.id(), new Arrival(now, true));
    }
    owner.show();
  }

  /** Once in a while something that no merge can go on from. */
  private void odd(Random random) {
    var id = id(random.nextInt(PARTITIONS));
    var owner = Objects.requireNonNull(owners.get(id));
    switch (random.nextInt(12)) {
      case 0 -> owner.state.skip(owner.state.nextOffset(), owner.state.nextOffset() + 3);
      case 1 -> {
        // A former snapshot, as after the store lost data.
        owner.state = new PartitionState(id, shape(id), 0);
        owner.sections.clear();
        for (int at = 0; at < random.nextInt(200); at++) {
          owner.log.get(at).fill(event, at);
          owner.state.apply(event);
        }
      }
      case 2 -> {
        mirror.retain(Set.of());
      }
      default -> {}
    }
    owner.show();
  }

  private List<Object> shown(Instant now) {
    mirror.retain(owners.keySet());
    for (var entry : owners.entrySet()) {
      var owner = entry.getValue();
      var copy = Map.copyOf(owner.sections);
      assertThat(mirror.update(entry.getKey(), owner.state.nextOffset(), copy)).isNull();
    }
    return figures(mirror.view(arrivals, Map.of(), observer(now), now));
  }

  private List<Object> merged(Instant now) {
    var states = owners.values().stream().map(owner -> owner.state).toList();
    return figures(
        new ViewBuilder(Events.pipeline(), KEY_LIMIT)
            .build(states, arrivals, Map.of(), observer(now), now));
  }

  private static List<Object> figures(ViewBuilder.Merged merged) {
    var figures = new ArrayList<Object>();
    for (var stage : merged.view().stages()) {
      var keys = merged.keysOf(stage.name());
      var table = new TreeMap<String, List<Long>>();
      for (int entry = 0; entry < keys.size(); entry++) {
        table.put(
            new String(keys.key(entry), StandardCharsets.UTF_8),
            List.of(keys.events(entry), keys.newest(entry)));
      }
      figures.add(stage.name() + " " + table);
      figures.add(List.of(keys.otherEvents(), keys.otherNewest()));
      figures.add(Set.copyOf(stage.gaps()));
      figures.add(stage.events() + " " + stage.keys() + " " + stage.newestEventTime());
      figures.add(stage.outOfOrder() + " " + stage.ratePerSecond() + " " + stage.clock());
      figures.add(stage.rejected() + " " + stage.traceFormats() + " " + stage.topics());
      figures.add(merged.rejected().get(stage.name()));
    }
    figures.add(merged.view().hops());
    figures.add(String.valueOf(merged.view().endToEnd()));
    return figures;
  }

  private static ObserverView observer(Instant now) {
    var up = new ObserverView.Link(true, now, "");
    return new ObserverView("weir-0", 1, true, 0L, Duration.ZERO, now, up, up);
  }

  @Test
  void aDamagedSnapshotIsInNoViewUntilAReadableOneComes() {
    var owner = new Owner(id(0), Events.stream(new Random(1), 500, 20));
    owners.put(id(0), owner);
    var now = Events.end(500);
    read(owner, 200, now);
    assertThat(shown(now)).isEqualTo(merged(now));

    read(owner, 100, now);
    var damaged = new HashMap<>(owner.sections);
    damaged.put("k0", new byte[] {1});
    assertThat(mirror.update(id(0), owner.state.nextOffset(), damaged)).contains("damaged");
    assertThat(mirror.states()).isEmpty();
    var stage = mirror.view(arrivals, Map.of(), observer(now), now).view().stages().getLast();
    assertThat(stage.events()).isZero();
    assertThat(stage.keys().live()).isZero();

    assertThat(shown(now)).isEqualTo(merged(now));
  }
}
