package dev.weir.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.StageShape.Group;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.StageEvent;
import dev.weir.pipeline.TopicSelector;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotCodecTest {
  private static final PartitionId ID = new PartitionId("two", 3);
  private final SnapshotCodec codec = new SnapshotCodec();
  private final StageEvent event = new StageEvent();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void theSectionsOfAllCommitsTogetherAreTheState(long seed) {
    var random = new Random(seed);
    var stream = Events.rogueStream(random, 2_000, seed % 2 == 0 ? 100 : 900);
    var state = new PartitionState(ID, Events.shape(300), 40);
    var stored = new HashMap<String, byte[]>();
    for (int at = 0; at < stream.size(); at++) {
      stream.get(at).fill(event, 40 + at);
      state.apply(event);
      if (random.nextInt(100) == 0) {
        stored.putAll(codec.encodeChanges(state));
      }
      if (random.nextInt(700) == 0) {
        state.skip(state.nextOffset(), state.nextOffset());
      }
    }
    stored.putAll(codec.encodeChanges(state));

    var decoded = ok(SnapshotCodec.decode(ID, Events.shape(300), state.nextOffset(), stored));
    assertThat(decoded.reset()).isEmpty();
    assertThat(decoded.rewrite()).isFalse();
    assertThat(FiguresOf.all(decoded.state(), 2_000))
        .as("seed %d", seed)
        .isEqualTo(FiguresOf.all(state, 2_000));
    assertThat(decoded.state().gaps()).isEqualTo(state.gaps());
    assertThat(decoded.state().nextOffset()).isEqualTo(state.nextOffset());
  }

  @Test
  void theTopicsIdIsKeptAndMayBeMissing() {
    var state = new PartitionState(ID, Events.shape(10), 0);
    var before = ok(SnapshotCodec.decode(ID, Events.shape(10), 0, codec.encodeWhole(state)));
    assertThat(before.state().topicId()).as("as older versions wrote it").isNull();

    var topic = new UUID(-5, 7);
    state.topicId(topic);
    assertThat(codec.encodeChanges(state)).containsOnlyKeys("m");
    state.topicId(topic);
    assertThat(codec.encodeChanges(state)).as("nothing is new").isEmpty();
    var after = ok(SnapshotCodec.decode(ID, Events.shape(10), 0, codec.encodeWhole(state)));
    assertThat(after.state().topicId()).isEqualTo(topic);
  }

  @ParameterizedTest
  @ValueSource(longs = {9, 10, 11})
  void aDecodedStateGoesOnLikeTheOneThatWasWritten(long seed) {
    var random = new Random(seed);
    var stream = Events.rogueStream(random, 4_000, 500);
    var undisturbed = new PartitionState(ID, Events.shape(100), 0);
    var state = new PartitionState(ID, Events.shape(100), 0);
    for (int at = 0; at < stream.size(); at++) {
      stream.get(at).fill(event, at);
      undisturbed.apply(event);
      state.apply(event);
      if (at % 397 == 0) {
        var sections = codec.encodeWhole(state);
        state = ok(SnapshotCodec.decode(ID, Events.shape(100), at + 1, sections)).state();
      }
    }
    assertThat(FiguresOf.all(state, 4_000))
        .as("seed %d", seed)
        .isEqualTo(FiguresOf.all(undisturbed, 4_000));
  }

  @Test
  void whatDidNotChangeIsNotWrittenAgain() {
    var state = new PartitionState(ID, Events.shape(1_000), 0);
    for (int at = 0; at < 640; at++) {
      new Events.Sample(Events.START + at, StageEvent.NO_TIME, "key-" + at, 1, 0, false)
          .fill(event, at);
      state.apply(event);
    }
    assertThat(codec.encodeChanges(state)).containsKeys("m", "f", "r", "k", "k0", "k9");
    assertThat(codec.encodeChanges(state)).isEmpty();
    new Events.Sample(Events.START, StageEvent.NO_TIME, "key-70", 1, 0, false).fill(event, 640);
    state.apply(event);
    assertThat(codec.encodeChanges(state)).containsOnlyKeys("f", "r", "k", "k1");
  }

  @Test
  void whatVersionOneWroteIsReadAndWrittenAnew() {
    var sections = version1();
    var decoded = ok(SnapshotCodec.decode(ID, Events.shape(10), 7, sections));
    assertThat(decoded.rewrite()).isTrue();
    assertThat(decoded.reset()).isEmpty();
    var now = Instant.EPOCH.plusSeconds(1_000_010);
    var figures = decoded.state().figures();
    assertThat(figures.counts().events()).isEqualTo(9);
    assertThat(figures.counts().outOfOrder()).isEqualTo(2);
    assertThat(figures.counts().newestMicros()).isEqualTo(1_000_009_000_000L);
    assertThat(figures.counts().rejected(Rejection.of(1))).isEqualTo(4);
    assertThat(figures.rate().perSecond(now)).isEqualTo(8 / 60.0);
    assertThat(figures.keys().events(0)).isEqualTo(9);
    assertThat(figures.hop().measured()).isEqualTo(5);
    assertThat(figures.hop().recent(now).count()).isEqualTo(3);
    assertThat(figures.hop().recent(now.plusSeconds(58)).count()).isEqualTo(1);
    assertThat(decoded.state().gaps()).containsExactly(new Gap("two", 3, 4, 6));

    var again =
        ok(SnapshotCodec.decode(ID, Events.shape(10), 7, codec.encodeWhole(decoded.state())));
    assertThat(again.rewrite()).isFalse();
    assertThat(FiguresOf.seen(again.state(), now)).isEqualTo(FiguresOf.seen(decoded.state(), now));
  }

  @Test
  void whatVersionTwoWroteIsReadAndItsHopsAreAccountedFromThereOn() {
    var journey = new Journey(new SplittableRandom(1), 100);
    var id = new PartitionId("one", 0);
    for (int at = 0; at < 30; at++) {
      journey.parent(Events.START + at * 1_000L, true);
    }
    var state = journey.empty(id);
    journey.read(state, Events.START + 1_000_000);
    var shape = state.figures().shape;
    var sections = new HashMap<>(codec.encodeWhole(state));
    sections.keySet().removeIf(name -> name.startsWith("l"));
    var meta = new SectionWriter().unsigned(2);
    for (var group : List.of(Group.FLOW, Group.KEYS, Group.LATENCY)) {
      meta.signed(shape.fingerprints().getOrDefault(group, 0L));
    }
    sections.put("m", meta.toBytes());

    var decoded = ok(SnapshotCodec.decode(id, shape, state.nextOffset(), sections));

    assertThat(decoded.reset()).isEmpty();
    assertThat(decoded.rewrite()).isTrue();
    assertThat(decoded.state().figures().counts().events()).isEqualTo(state.nextOffset());
    var ledger = decoded.state().ledger();
    assertThat(ledger.blindUpTo()).isEqualTo(state.newestMicros());
    assertThat(ledger.sides().getFirst().buckets).containsOnlyNulls();
  }

  /** The bytes of a state as version 1 laid them out. */
  private static Map<String, byte[]> version1() {
    var sections = new HashMap<String, byte[]>();
    var meta = new SectionWriter().unsigned(1);
    for (var group : List.of(Group.FLOW, Group.KEYS, Group.LATENCY)) {
      meta.signed(Events.shape(10).fingerprints().getOrDefault(group, 0L));
    }
    sections.put("m", meta.toBytes());
    sections.put(
        "f",
        new SectionWriter()
            .unsigned(9)
            .unsigned(900)
            .unsigned(8)
            .unsigned(2)
            .signed(1_000_009_000_000L)
            .signed(1_000_009_000_000L)
            .unsigned(3)
            .unsigned(0)
            .unsigned(4)
            .unsigned(0)
            .toBytes());
    // The newest second and 128 counts backwards: 5 of it, 3 of the one before.
    var rate = new SectionWriter().signed(1_000_009).unsigned(5).unsigned(3);
    for (int second = 2; second < 128; second++) {
      rate.unsigned(0);
    }
    sections.put("r", rate.toBytes());
    sections.put("g", new SectionWriter().unsigned(1).unsigned(4).unsigned(6).toBytes());
    sections.put("k", new SectionWriter().unsigned(1).unsigned(0).signed(-1).toBytes());
    var page = new SectionWriter().unsigned(1).bytes(new byte[] {'A'}).unsigned(9);
    sections.put("k0", page.signed(1_000_009_000_000L).toBytes());
    // Slot 200,001 is the newest of 16, with index 1; the one before it has index 0.
    sections.put("h", new SectionWriter().unsigned(5).unsigned(2).signed(200_001).toBytes());
    sections.put("h1", sketch(7));
    sections.put("h0", sketch(7, 8));
    return sections;
  }

  private static byte[] sketch(long... micros) {
    var sketch = new LatencySketch();
    for (long value : micros) {
      sketch.add(value);
    }
    var writer = new SectionWriter();
    sketch.encode(writer);
    return writer.toBytes();
  }

  @Test
  void aNewerVersionIsRefusedInWords() {
    var sections = new HashMap<>(codec.encodeWhole(new PartitionState(ID, Events.shape(10), 0)));
    sections.put("m", new SectionWriter().unsigned(4).bytes(new byte[40]).toBytes());
    assertThat(SnapshotCodec.decode(ID, Events.shape(10), 0, sections))
        .isInstanceOfSatisfying(
            SnapshotCodec.Decoded.Refused.class,
            refused ->
                assertThat(refused.reason()).contains("two-3", "codec version 4", "reads up to 3"));
  }

  @ParameterizedTest
  @ValueSource(longs = {41, 42, 43, 44})
  void damagedSectionsAreRefusedAndNeverThrow(long seed) {
    var random = new Random(seed);
    var state = new PartitionState(ID, Events.shape(100), 0);
    var stream = Events.rogueStream(random, 800, 90);
    for (int at = 0; at < stream.size(); at++) {
      stream.get(at).fill(event, at);
      state.apply(event);
    }
    var whole = codec.encodeWhole(state);
    int refused = 0;
    for (int round = 0; round < 2_000; round++) {
      var damaged = damage(whole, random);
      if (SnapshotCodec.decode(ID, Events.shape(100), 800, damaged)
          instanceof SnapshotCodec.Decoded.Refused) {
        refused++;
      }
    }
    assertThat(refused).as("seed %d", seed).isGreaterThan(200);
  }

  private static Map<String, byte[]> damage(Map<String, byte[]> whole, Random random) {
    var damaged = new HashMap<>(whole);
    var names = List.copyOf(whole.keySet());
    var name = names.get(random.nextInt(names.size()));
    byte[] bytes = whole.getOrDefault(name, new byte[0]).clone();
    if (random.nextBoolean() && bytes.length > 1) {
      bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
    } else {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    damaged.put(name, bytes);
    return damaged;
  }

  @Test
  void aChangedDefinitionResetsJustWhatItShapes() {
    var state = new PartitionState(ID, Events.shape(100), 0);
    new Events.Sample(Events.START, Events.START - 5_000, "A", 7, 0, true).fill(event, 0);
    state.apply(event);
    var sections = codec.encodeWhole(state);

    var old = Events.pipeline().fields();
    var fields =
        new FieldSources(
            old.trace(), old.id(), old.parent(), old.time(), old.originTime(), List.of());
    var second =
        new Stage(
            "second",
            List.of(new TopicSelector.Exact("two")),
            List.of(new Hop("first", "second", Hop.Expect.SOME, null, null)),
            null,
            null);
    var changed = StageShape.of(Pipelines.of(fields, List.of(second)), second, 100);
    var decoded = ok(SnapshotCodec.decode(ID, changed, 1, sections));

    assertThat(decoded.reset()).containsExactly(StageShape.Group.KEYS);
    var figures = decoded.state().figures();
    assertThat(figures.keys().size()).isZero();
    assertThat(figures.counts().events()).isEqualTo(1);
    assertThat(figures.counts().newestMicros()).isEqualTo(Events.START);
    assertThat(figures.hop().measured()).isEqualTo(1);
  }

  @Test
  void anEpochOfSnowflakeIdsShapesEveryTime() {
    var pipeline = Events.pipeline();
    var stage = pipeline.stages().getLast();
    var before = StageShape.of(pipeline, stage, 100).fingerprints();
    var fields = pipeline.fields().with(List.of(), Instant.parse("2015-01-01T00:00:00Z"));
    var after = StageShape.of(Pipelines.of(fields, pipeline.stages()), stage, 100).fingerprints();

    assertThat(after.keySet()).containsExactlyInAnyOrder(StageShape.Group.values());
    after.forEach((group, fingerprint) -> assertThat(fingerprint).isNotEqualTo(before.get(group)));
  }

  private static SnapshotCodec.Decoded.Ok ok(SnapshotCodec.Decoded decoded) {
    return assertThat(decoded)
        .asInstanceOf(
            org.assertj.core.api.InstanceOfAssertFactories.type(SnapshotCodec.Decoded.Ok.class))
        .actual();
  }
}
