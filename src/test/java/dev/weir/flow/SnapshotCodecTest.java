package dev.weir.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.StageEvent;
import dev.weir.pipeline.TopicSelector;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
    var stream = Events.stream(random, 2_000, seed % 2 == 0 ? 100 : 900);
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
    var end = Instant.EPOCH.plus(stream.getLast().timeMicros(), ChronoUnit.MICROS);
    assertThat(decoded.reset()).isEmpty();
    assertThat(Figures.of(decoded.state().figures(), end, end.plusSeconds(40)))
        .as("seed %d", seed)
        .isEqualTo(Figures.of(state.figures(), end, end.plusSeconds(40)));
    assertThat(decoded.state().figures().counts().outOfOrder())
        .isEqualTo(state.figures().counts().outOfOrder());
    assertThat(decoded.state().gaps()).isEqualTo(state.gaps());
    assertThat(decoded.state().nextOffset()).isEqualTo(state.nextOffset());
  }

  @Test
  void aDecodedStateGoesOnLikeTheOneThatWasWritten() {
    var random = new Random(9);
    var stream = Events.stream(random, 4_000, 500);
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
    var end = Instant.EPOCH.plus(stream.getLast().timeMicros(), ChronoUnit.MICROS);
    assertThat(Figures.of(state.figures(), end)).isEqualTo(Figures.of(undisturbed.figures(), end));
    assertThat(state.figures().counts().outOfOrder())
        .isEqualTo(undisturbed.figures().counts().outOfOrder());
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
  void aNewerVersionIsRefusedInWords() {
    var sections = new HashMap<>(codec.encodeWhole(new PartitionState(ID, Events.shape(10), 0)));
    sections.put("m", new SectionWriter().unsigned(2).bytes(new byte[40]).toBytes());
    assertThat(SnapshotCodec.decode(ID, Events.shape(10), 0, sections))
        .isInstanceOfSatisfying(
            SnapshotCodec.Decoded.Refused.class,
            refused ->
                assertThat(refused.reason()).contains("two-3", "codec version 2", "reads up to 1"));
  }

  @ParameterizedTest
  @ValueSource(longs = {41, 42, 43, 44})
  void damagedSectionsAreRefusedAndNeverThrow(long seed) {
    var random = new Random(seed);
    var state = new PartitionState(ID, Events.shape(100), 0);
    var stream = Events.stream(random, 800, 90);
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
