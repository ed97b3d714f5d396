package dev.weir.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.GroupRule;
import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.TopicSelector;
import dev.weir.trace.Sampling;
import dev.weir.trace.TraceNotation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@NullMarked
class SpanBuilderTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final long NOON = SightingSamples.NOON;
  private static final Instant LONG_AFTER = Instant.parse("2030-01-01T00:00:00Z");
  private static final Duration WITHIN = Duration.ofSeconds(5);

  /** a and b are sources; c comes after both; every c is to become a d. */
  private final Pipeline pipeline =
      new Pipeline(
          "paper",
          "trading",
          FieldSources.defaults(),
          List.of(
              stage("a"),
              stage("b"),
              stage(
                  "c",
                  new Hop("a", "c", Hop.Expect.SOME, null, null),
                  new Hop("b", "c", Hop.Expect.SOME, null, null)),
              stage("d", new Hop("c", "d", Hop.Expect.EVERY, WITHIN, null))),
          List.of(new GroupRule("d-runner", "d", null, null)));

  private final TraceFinder finder =
      new TraceFinder(
          pipeline,
          new dev.weir.memory.MemoryJournal(
              JournalSettings.defaults(Settings.StoreKind.MEMORY), InstantSource.system()),
          null,
          Samples::observer,
          InstantSource.fixed(Samples.NOW));

  private static Stage stage(String name, Hop... after) {
    return new Stage(
        name, List.of(new TopicSelector.Exact("topic." + name)), List.of(after), null, null);
  }

  private static Sighting seen(
      String stage, @Nullable String id, @Nullable String parent, double seconds) {
    return seen(TRACE, stage, id, parent, seconds, null);
  }

  private static Sighting seen(
      @Nullable String trace,
      String stage,
      @Nullable String id,
      @Nullable String parent,
      double seconds,
      @Nullable String spanId) {
    return seen(trace, stage, id, parent, seconds, spanId, Objects.hash(stage, id) & 0xFFFF);
  }

  private static Sighting seen(
      @Nullable String trace,
      String stage,
      @Nullable String id,
      @Nullable String parent,
      double seconds,
      @Nullable String spanId,
      long offset) {
    return new Sighting(
        id,
        parent,
        trace,
        spanId,
        Sampling.UNKNOWN,
        TraceNotation.PLAIN,
        "INFY",
        "topic." + stage,
        3,
        offset,
        NOON + Math.round(seconds * 1e6),
        NOON + 60_000_000,
        0,
        0);
  }

  private List<TraceSpan> spans(Instant readUpTo, Sighting... sightings) {
    var steps = finder.steps(List.of(sightings));
    return new SpanBuilder(pipeline).spans(steps, Passages.ties(pipeline, steps, readUpTo));
  }

  private static TraceSpan.Link link(TraceSpan span) {
    return new TraceSpan.Link(span.traceId(), span.spanId());
  }

  private static long nanos(double seconds) {
    return NOON * 1_000 + Math.round(seconds * 1e9);
  }

  @Test
  void aTraceIsATreeUnderARootOfItsOwn() {
    var tick = seen("a", "1", null, 0);
    var signal = seen("c", "2", "1", 0.5);
    var order = seen("d", "3", "2", 2);

    var spans = spans(LONG_AFTER, order, tick, signal);

    assertThat(spans).extracting(TraceSpan::service).containsExactly("trading", "a", "c", "d");
    assertThat(spans).allMatch(span -> span.traceId().equals(TRACE));
    assertThat(spans).allMatch(span -> span.namespace().equals("paper"));
    assertThat(spans).allMatch(span -> span.error() == null && span.links().isEmpty());
    var root = spans.getFirst();
    assertThat(root.parentSpanId()).isNull();
    assertThat(root.kind()).isEqualTo(TraceSpan.Kind.INTERNAL);
    assertThat(root.startNanos()).isEqualTo(nanos(0));
    assertThat(root.endNanos()).isEqualTo(nanos(2));
    for (int at = 1; at < spans.size(); at++) {
      assertThat(spans.get(at).parentSpanId()).isEqualTo(spans.get(at - 1).spanId());
    }
    assertThat(spans.get(1).startNanos()).isEqualTo(spans.get(1).endNanos()).isEqualTo(nanos(0));
    var last = spans.getLast();
    assertThat(last.name()).isEqualTo("send topic.d");
    assertThat(last.kind()).isEqualTo(TraceSpan.Kind.PRODUCER);
    assertThat(last.startNanos()).isEqualTo(nanos(0.5));
    assertThat(last.endNanos()).isEqualTo(nanos(2));
    assertThat(last.texts())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "messaging.system", "kafka",
                "messaging.operation.type", "send",
                "messaging.operation.name", "send",
                "messaging.destination.name", "topic.d",
                "messaging.destination.partition.id", "3",
                "messaging.consumer.group.name", "d-runner",
                "messaging.message.id", "3",
                "messaging.kafka.message.key", "INFY",
                "weir.pipeline", "trading"));
    assertThat(last.numbers()).isEqualTo(Map.of("messaging.kafka.offset", order.offset()));
  }

  @Test
  void theProducersOwnSpanIsTheParentAndOursIsLinked() {
    var tick = seen(TRACE, "a", "1", null, 0, "00f067aa0ba902b7");
    var signal = seen(TRACE, "c", "2", "1", 1, "00f067aa0ba902b8");

    var spans = spans(Instant.EPOCH, tick, signal);

    assertThat(spans).as("no root of our own").hasSize(2);
    assertThat(spans.get(0).parentSpanId()).isEqualTo("00f067aa0ba902b7");
    assertThat(spans.get(1).parentSpanId()).isEqualTo("00f067aa0ba902b8");
    assertThat(spans.get(1).links()).containsExactly(link(spans.get(0)));
    assertThat(spans).noneMatch(span -> span.spanId().startsWith("00f067aa0ba902b"));
  }

  @Test
  void furtherParentsAreLinked() {
    var spans =
        spans(
            LONG_AFTER, seen("a", "1", null, 0), seen("b", "2", null, 1), seen("c", null, null, 3));

    assertThat(spans.subList(1, 4)).extracting(TraceSpan::service).containsExactly("a", "b", "c");
    var fanIn = spans.get(3);
    assertThat(fanIn.parentSpanId()).as("the last before it").isEqualTo(spans.get(2).spanId());
    assertThat(fanIn.links()).containsExactly(link(spans.get(1)));
    assertThat(fanIn.startNanos()).isEqualTo(nanos(1));
  }

  @Test
  void aLostEventIsASpanOfTheStageThatLostIt() {
    var tick = seen("a", "1", null, 0);
    var signal = seen("c", "2", "1", 1);
    assertThat(spans(Instant.EPOCH, tick, signal)).as("not yet").hasSize(3);

    var spans = spans(LONG_AFTER, tick, signal);

    assertThat(spans).hasSize(4);
    var lost = spans.getLast();
    assertThat(lost.service()).isEqualTo("d");
    assertThat(lost.name()).isEqualTo("process topic.c");
    assertThat(lost.kind()).isEqualTo(TraceSpan.Kind.CONSUMER);
    assertThat(lost.error()).isEqualTo("no event within 5s");
    assertThat(lost.parentSpanId()).isEqualTo(spans.get(2).spanId());
    assertThat(lost.startNanos()).isEqualTo(nanos(1));
    assertThat(lost.endNanos()).isEqualTo(nanos(6));
    assertThat(lost.texts())
        .containsEntry("error.type", "lost")
        .containsEntry("messaging.operation.type", "process")
        .containsEntry("messaging.destination.name", "topic.c")
        .containsEntry("messaging.message.id", "2")
        .containsEntry("messaging.consumer.group.name", "d-runner");
    assertThat(lost.numbers()).containsEntry("messaging.kafka.offset", signal.offset());
    assertThat(spans.getFirst().error()).isEqualTo("d: no event within 5s");
    assertThat(spans.getFirst().endNanos()).isEqualTo(nanos(6));
  }

  @Test
  void aLateEventIsAnError() {
    var spans =
        spans(
            LONG_AFTER, seen("a", "1", null, 0), seen("c", "2", "1", 1), seen("d", "3", "2", 8.98));
    assertThat(spans).hasSize(4);
    assertThat(spans.getLast().error()).isEqualTo("7.98s after c, expected within 5s");
    assertThat(spans.getLast().texts()).containsEntry("error.type", "late");
  }

  @Test
  void aClockThatIsBehindGivesNoNegativeLengthAndIsSaid() {
    var spans = spans(LONG_AFTER, seen("a", "1", null, 1), seen("c", "2", "1", 0.25));
    var skewed =
        spans.stream().filter(span -> span.service().equals("c")).findFirst().orElseThrow();
    assertThat(skewed.startNanos()).isEqualTo(skewed.endNanos()).isEqualTo(nanos(0.25));
    assertThat(skewed.numbers()).containsEntry("weir.clock_skew.us", 750_000L);
    assertThat(skewed.parentSpanId()).isNotEqualTo(spans.getFirst().spanId());
  }

  @Test
  void anEventWithoutATimeIsWhereItWasRead() {
    var untimed = seen("a", "1", null, -NOON / 1e6);
    assertThat(untimed.eventMicros()).isZero();
    assertThat(spans(LONG_AFTER, untimed).getLast().startNanos()).isEqualTo(nanos(60));
  }

  @Test
  void idsOfTracesAreKeptWhereTheyAreW3csAndHashedElse() {
    assertThat(traceId("4BF92F35-77B3-4DA6-A3CE-929D0E0E4736", "1")).isEqualTo(TRACE);
    assertThat(traceId("a3ce929d0e0e4736", "1")).isEqualTo("0000000000000000a3ce929d0e0e4736");
    assertThat(traceId("order-1", "1"))
        .matches("[0-9a-f]{32}")
        .isEqualTo(traceId("order-1", "2"))
        .isNotEqualTo(traceId("order-2", "1"));
    assertThat(traceId(null, "1")).matches("[0-9a-f]{32}").isNotEqualTo(traceId(null, "2"));
  }

  private String traceId(@Nullable String trace, String id) {
    return spans(LONG_AFTER, seen(trace, "a", id, null, 0, null)).getFirst().traceId();
  }

  static List<Integer> seeds() {
    return IntStream.range(0, 300).boxed().toList();
  }

  /** Any events of any stages with any parents and times. */
  @ParameterizedTest
  @MethodSource("seeds")
  void anyTraceIsAForestInWhichEachEventIsOnce(int seed) {
    var random = new Random(seed);
    var sightings = new ArrayList<Sighting>();
    for (int at = 0; at < 1 + random.nextInt(20); at++) {
      var parent = random.nextInt(3) == 0 ? null : "e" + random.nextInt(25);
      var own = random.nextInt(4) == 0 ? "%016x".formatted(1 + at) : null;
      var stage = "abcd".substring(random.nextInt(4)).substring(0, 1);
      var id = random.nextInt(5) == 0 ? null : "e" + at;
      sightings.add(seen(TRACE, stage, id, parent, at / 4 + random.nextInt(9), own, at));
    }
    var all = List.copyOf(sightings);
    var spans = spans(LONG_AFTER, all.toArray(Sighting[]::new));

    var byId = new HashMap<String, TraceSpan>();
    spans.forEach(span -> assertThat(byId.put(span.spanId(), span)).isNull());
    assertThat(spans.stream().filter(span -> span.kind() == TraceSpan.Kind.PRODUCER))
        .hasSize(all.size());
    var producers = new HashSet<String>();
    all.forEach(sighting -> producers.add(String.valueOf(sighting.spanId())));
    for (var span : spans) {
      assertThat(span.endNanos()).isGreaterThanOrEqualTo(span.startNanos());
      assertThat(span.links())
          .allMatch(link -> byId.containsKey(link.spanId()))
          .allMatch(link -> link.traceId().equals(span.traceId()))
          .doesNotContain(link(span))
          .doesNotHaveDuplicates();
      int steps = 0;
      for (var up = span.parentSpanId(); up != null && byId.containsKey(up); steps++) {
        assertThat(steps).as("a cycle").isLessThan(spans.size());
        up = byId.get(up).parentSpanId();
      }
      if (span.parentSpanId() == null) {
        assertThat(span).isSameAs(spans.getFirst());
      } else {
        assertThat(byId.containsKey(span.parentSpanId()) || producers.contains(span.parentSpanId()))
            .isTrue();
      }
    }
    Collections.shuffle(sightings, random);
    assertThat(spans(LONG_AFTER, sightings.toArray(Sighting[]::new))).isEqualTo(spans);
  }
}
