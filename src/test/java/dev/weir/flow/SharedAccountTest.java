package dev.weir.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.demo.UuidV7;
import dev.weir.flow.HopAccount.Kind;
import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Slice;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.StageEvent;
import dev.weir.pipeline.TopicSelector;
import dev.weir.trace.TraceNotation;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Hops that begin or end together, and those that match by trace. */
class SharedAccountTest {
  private static final long START = Events.START;
  private static final long SECOND = 1_000_000;
  private static final Duration WITHIN = Duration.ofSeconds(2);

  private final Map<String, PartitionState> states = new HashMap<>();
  private Pipeline pipeline = pipeline(List.of());
  private final SplittableRandom random = new SplittableRandom(1);

  private static Pipeline pipeline(List<Hop> hops) {
    var stages = new ArrayList<Stage>();
    for (var name : List.of("a", "b", "c", "d")) {
      stages.add(
          new Stage(
              name,
              List.of(new TopicSelector.Exact(name)),
              hops.stream().filter(hop -> hop.to().equals(name)).toList(),
              null,
              null));
    }
    var defaults = FieldSources.defaults();
    var fields =
        new FieldSources(
            defaults.trace(),
            defaults.id(),
            defaults.parent(),
            defaults.time(),
            List.of(new FieldSource.Header("origin")),
            defaults.key());
    return Pipelines.of(fields, stages);
  }

  private static Hop every(String from, String to) {
    return new Hop(from, to, Hop.Expect.EVERY, WITHIN, null);
  }

  private static Hop anyOf(String from, String to, String... all) {
    return new Hop(
        from, to, Hop.Expect.ANY_OF, WITHIN, null, Hop.Accounting.DEFAULT, List.of(all), null);
  }

  private UUID write(String stage, long micros, @Nullable UUID parent) {
    return write(stage, micros, parent, null, StageEvent.NO_TIME);
  }

  private UUID write(
      String stage, long micros, @Nullable UUID parent, @Nullable String trace, long origin) {
    var state =
        states.computeIfAbsent(
            stage,
            name -> {
              var of = pipeline.stage(name).orElseThrow();
              return new PartitionState(
                  new PartitionId(name, 0), StageShape.of(pipeline, of, 10), 0);
            });
    var event = new StageEvent();
    event.clear();
    event.offset = state.nextOffset();
    event.eventTimeMicros = micros;
    event.recordTimeMicros = micros;
    event.originTimeMicros = origin;
    var id = UuidV7.at(micros, random);
    set(event.id, id.toString());
    if (parent != null) {
      set(event.parent, parent.toString());
      event.parentTimeMicros = (parent.getMostSignificantBits() >>> 16) * 1000;
    }
    if (trace != null) {
      set(event.trace, trace);
      event.notation = TraceNotation.PLAIN;
    }
    state.apply(event);
    return id;
  }

  private static void set(Slice slice, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    slice.set(bytes, 0, bytes.length);
  }

  private List<@Nullable HopAccount> accounts() {
    var builder = new ViewBuilder(pipeline, 10);
    var readings = new HashMap<String, Reading>();
    pipeline.stages().forEach(of -> readings.put(of.name(), new Reading(0, Duration.ZERO, null)));
    PipelineView view = null;
    for (long seconds : new long[] {20, 60}) {
      var now = Instant.EPOCH.plus(START + seconds * SECOND, ChronoUnit.MICROS);
      var link = new ObserverView.Link(true, now, "");
      var observer = new ObserverView("r", 1, true, 0L, Duration.ZERO, now, link, link);
      view = builder.build(states.values(), Map.of(), readings, observer, now).view();
    }
    var accounts = new ArrayList<@Nullable HopAccount>();
    if (view != null) {
      view.hops().forEach(hop -> accounts.add(hop.account()));
    }
    return accounts;
  }

  private static HopAccount shown(@Nullable HopAccount account) {
    if (account == null) {
      throw new AssertionError("not accounted");
    }
    return account;
  }

  private static List<String> ids(HopAccount account, Kind kind) {
    return account.of(kind).stream().map(item -> String.valueOf(item.id().text())).toList();
  }

  @Test
  void aChildOfOneUpstreamIsNotTooManyForTheOther() {
    pipeline = pipeline(List.of(every("a", "c"), every("b", "c")));
    write("c", START + 1000, write("a", START, null));
    write("c", START + 1000, write("b", START, null));
    var lost = write("b", START, null);

    var accounts = accounts();

    var account = shown(accounts.getFirst());
    assertThat(account.surplus()).isZero();
    assertThat(account.completed()).isEqualTo(2);
    assertThat(ids(account, Kind.LOST)).containsExactly(lost.toString());
    assertThat(accounts.get(1)).isNull();
  }

  @Test
  void oneOfSeveralStagesHasTheChild() {
    pipeline = pipeline(List.of(anyOf("a", "c", "c", "d"), anyOf("a", "d", "c", "d")));
    write("c", START + 1000, write("a", START, null));
    write("d", START + 1000, write("a", START, null));
    var both = write("a", START, null);
    write("c", START + 1000, both);
    write("d", START + 1000, both);
    var neither = write("a", START, null);

    var account = shown(accounts().getFirst());

    assertThat(account.completed()).isEqualTo(3);
    assertThat(ids(account, Kind.DUPLICATED)).containsExactly(both.toString());
    assertThat(ids(account, Kind.LOST)).containsExactly(neither.toString());
  }

  @Test
  void tracesMatchByTheTimeWhenTheyBegan() {
    var byTrace =
        new Hop.Accounting(Hop.Match.TRACE, 100, Duration.ofSeconds(2), Duration.ofMinutes(2));
    pipeline =
        pipeline(
            List.of(
                new Hop("a", "b", Hop.Expect.EVERY, WITHIN, null, byTrace),
                new Hop("b", "c", Hop.Expect.EVERY, WITHIN, null, byTrace)));
    // Neither of the ids tells a time: the first stage's is its event's, the others carry it.
    var there = "4bf92f3577b34da6a3ce929d0e0e4736";
    write("a", START, null, there, StageEvent.NO_TIME);
    write("b", START + 1000, null, there, START);
    write("c", START + 2000, null, there, START);
    var lost = "00f067aa0ba902b7aaaaaaaaaaaaaaaa";
    write("a", START, null, lost, StageEvent.NO_TIME);
    write("b", START + 1000, null, lost, START);
    write("a", START, null, "ORDER-17", StageEvent.NO_TIME);
    write("b", START + 3 * SECOND, null, "ORDER-17", START);
    write("c", START + 1000, null, "no-origin", StageEvent.NO_TIME);

    var accounts = accounts();

    var first = shown(accounts.get(0));
    assertThat(first.completed()).isEqualTo(2);
    assertThat(ids(first, Kind.LATE)).containsExactly("ORDER-17");
    var second = shown(accounts.get(1));
    assertThat(ids(second, Kind.LOST)).containsExactlyInAnyOrder(lost, "ORDER-17");
    assertThat(second.completed()).isEqualTo(1);
    assertThat(second.unaccounted()).isEqualTo(1);
  }

  @Test
  void aRatioIsThatOfTheRates() {
    var hop =
        new Hop("a", "b", Hop.Expect.RATIO, null, null, null, List.of(), new Hop.Ratio(0.1, 0.5));
    pipeline = pipeline(List.of(hop));
    for (int i = 0; i < 100; i++) {
      write("a", START + i * SECOND, null);
      if (i % 4 == 0) {
        write("b", START + i * SECOND, null);
      }
    }
    var builder = new ViewBuilder(pipeline, 10);
    var now = Instant.EPOCH.plus(START + 99 * SECOND, ChronoUnit.MICROS);
    var link = new ObserverView.Link(true, now, "");
    var observer = new ObserverView("r", 1, true, 0L, Duration.ZERO, now, link, link);
    var view = builder.build(states.values(), Map.of(), Map.of(), observer, now).view();
    assertThat(view.hops().getFirst().ratio()).isBetween(0.2, 0.3);
    assertThat(view.hops().getFirst().account()).isNull();
  }
}
