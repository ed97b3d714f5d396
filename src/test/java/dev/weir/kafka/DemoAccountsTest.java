package dev.weir.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.demo.Message;
import dev.weir.demo.Planted;
import dev.weir.demo.Scenario;
import dev.weir.demo.Service;
import dev.weir.demo.TradingPlatform;
import dev.weir.flow.HopAccount;
import dev.weir.flow.HopAccount.Kind;
import dev.weir.flow.HopView;
import dev.weir.flow.Micros;
import dev.weir.flow.ObserverView;
import dev.weir.flow.PartitionId;
import dev.weir.flow.PartitionState;
import dev.weir.flow.PipelineView;
import dev.weir.flow.Reading;
import dev.weir.flow.StageShape;
import dev.weir.flow.ViewBuilder;
import dev.weir.kafka.decode.RecordDecoder;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.StageEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Two virtual minutes of the simulated platform in which something goes wrong: the accounts of hops
 * tell what it is, and name exactly the ids to which it was done.
 */
class DemoAccountsTest {
  private static final long SECOND = 1_000_000;
  private static final Instant BEGAN = Instant.parse("2026-03-30T04:00:00Z");
  private static final Duration TIME = Duration.ofMinutes(2);
  private static final Duration REST = Duration.ofMinutes(1);

  private final Pipeline pipeline = DemoMessages.settings().pipeline();
  private final List<Message> messages = new ArrayList<>();

  private Planted.Summary play(Scenario scenario) {
    var platform = new TradingPlatform(7, 200, Micros.of(BEGAN), messages::add);
    platform.scenario(scenario);
    platform.runUntil(Micros.of(BEGAN.plus(TIME)));
    platform.scenario(Scenario.STOP_FEED);
    platform.runUntil(Micros.of(BEGAN.plus(TIME)) + 50 * SECOND);
    return platform.planted().summary();
  }

  private PipelineView view() {
    var decoder = new RecordDecoder(pipeline, 1 << 20, null);
    var event = new StageEvent();
    var states = new HashMap<String, PartitionState>();
    for (var message : messages) {
      var state =
          states.computeIfAbsent(
              message.topic(),
              topic -> {
                var stage = pipeline.stageOf(topic).orElseThrow();
                var shape = StageShape.of(pipeline, stage, 1_000);
                return new PartitionState(new PartitionId(topic, 0), shape, 0);
              });
      decoder.decode(DemoMessages.record(message, state.nextOffset()), event);
      state.apply(event);
    }
    var readings =
        pipeline.stages().stream()
            .collect(Collectors.toMap(of -> of.name(), _ -> new Reading(0, Duration.ZERO, null)));
    var builder = new ViewBuilder(pipeline, 1_000);
    PipelineView view = null;
    // When a view has not seen what is in a log before, it waits for as long as the deadline is.
    for (long seconds : new long[] {0, 15}) {
      var now = BEGAN.plus(TIME).plus(REST).plusSeconds(seconds);
      var link = new ObserverView.Link(true, now, "");
      var observer = new ObserverView("r", 1, true, 0L, Duration.ZERO, now, link, link);
      view = builder.build(states.values(), Map.of(), readings, observer, now).view();
    }
    return Objects.requireNonNull(view);
  }

  private static HopView hop(PipelineView view, String to) {
    return view.hops().stream().filter(of -> of.hop().to().equals(to)).findFirst().orElseThrow();
  }

  private static HopAccount account(PipelineView view, String to) {
    return Objects.requireNonNull(hop(view, to).account(), to);
  }

  private static Set<String> ids(HopAccount account, Kind kind) {
    return account.of(kind).stream()
        .map(item -> String.valueOf(item.id().text()))
        .collect(Collectors.toSet());
  }

  private static Set<String> ids(List<Planted.Fault> faults) {
    return faults.stream().map(Planted.Fault::id).collect(Collectors.toSet());
  }

  private static void assertNothing(PipelineView view, String... stages) {
    for (var to : stages) {
      var account = account(view, to);
      assertThat(account.lost()).as(to).isZero();
      assertThat(account.late()).as(to).isZero();
      assertThat(account.surplus()).as(to).isZero();
      assertThat(account.pending()).as(to).isZero();
      assertThat(account.unaccounted()).as(to).isZero();
      assertThat(account.completed()).as(to).isPositive();
    }
  }

  @Test
  void nothingIsAmissWhereEverythingWorks() {
    play(Scenario.CALM);
    assertNothing(view(), "risk", "execution", "portfolio");
  }

  @Test
  void theLostOrdersAreNamed() {
    var planted = play(Scenario.LOST_ORDERS);
    var view = view();
    assertThat(planted.lost()).isNotEmpty();
    assertThat(ids(account(view, "execution"), Kind.LOST)).isEqualTo(ids(planted.lost()));
    assertThat(account(view, "execution").lost()).isEqualTo(planted.lostTotal());
    assertThat(account(view, "execution").surplus()).isZero();
    assertNothing(view, "risk", "portfolio");
  }

  @Test
  void theDuplicatedOrdersAreNamed() {
    var planted = play(Scenario.DUPLICATES);
    var view = view();
    assertThat(planted.duplicated()).isNotEmpty();
    var account = account(view, "execution");
    assertThat(ids(account, Kind.DUPLICATED)).isEqualTo(ids(planted.duplicated()));
    assertThat(account.duplicated()).isEqualTo(planted.duplicatedTotal());
    assertThat(account.lost() + account.extra() + account.unclassified()).isZero();
    // The portfolio books both, and an order that was written twice expects just that.
    assertNothing(view, "risk", "portfolio");
  }

  @Test
  void whatASlowRiskManagerChecksIsLateAndNotLost() {
    play(Scenario.SLOW_RISK);
    var late =
        messages.stream()
            .map(Message::event)
            .filter(event -> event.service() == Service.RISK)
            .filter(
                event ->
                    event.epochMicros()
                            - Objects.requireNonNull(event.parent()).epochMicros() / 1000 * 1000
                        > 5 * SECOND)
            .map(event -> Objects.requireNonNull(event.parent()).id().toString())
            .collect(Collectors.toSet());
    var view = view();
    assertThat(late).isNotEmpty();
    var account = account(view, "risk");
    assertThat(account.late()).isEqualTo(late.size());
    assertThat(late).containsAll(ids(account, Kind.LATE));
    assertThat(account.lost() + account.surplus()).isZero();
    assertNothing(view, "execution", "portfolio");
  }

  @Test
  void aClockThatIsBehindIsNoFaultOfAnyMessage() {
    play(Scenario.CLOCK_SKEW);
    var view = view();
    assertNothing(view, "risk", "execution", "portfolio");
    assertThat(hop(view, "risk").negative()).isPositive();
    assertThat(hop(view, "execution").negative()).isZero();
  }
}
