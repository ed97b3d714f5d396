package dev.weir.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Five virtual minutes of each scenario, always from the same seed. */
class TradingPlatformTest {
  private static final long SEED = 20260330;
  private static final int RATE = 100;
  private static final long SECOND = 1_000_000;
  private static final long START = Instant.parse("2026-03-30T04:00:00Z").getEpochSecond() * SECOND;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Message> messages = new ArrayList<>();
  private final TradingPlatform platform = new TradingPlatform(SEED, RATE, START, messages::add);

  @Test
  void sameSeedGivesTheSameMessagesHoweverTheTimeIsCut() {
    List<Message> others = new ArrayList<>();
    TradingPlatform other = new TradingPlatform(SEED, RATE, START, others::add);

    platform.runUntil(START + 20 * SECOND);
    for (long time = START; time <= START + 20 * SECOND; time += 1000) {
      other.runUntil(time);
    }

    assertThat(messages).hasSizeGreaterThan(RATE * 20).isEqualTo(others);
    List<Message> differ = new ArrayList<>();
    new TradingPlatform(SEED + 1, RATE, START, differ::add).runUntil(START + 20 * SECOND);
    assertThat(differ).isNotEqualTo(messages);
  }

  @Test
  void everyEventButTicksIsCausedByAnEarlierOneOfTheStageBefore() throws Exception {
    play(Scenario.CALM);
    Map<String, JsonNode> seen = new HashMap<>();
    for (Message message : messages) {
      JsonNode envelope = JSON.readTree(message.body());
      Service service = message.event().service();
      if (service == Service.FEED) {
        assertThat(envelope.get("causation_id").isNull()).isTrue();
        assertThat(envelope.get("parent_trace_id").isNull()).isTrue();
      } else {
        String cause = envelope.get("causation_id").textValue();
        assertThat(seen).containsKey(cause);
        JsonNode parent = Objects.requireNonNull(seen.get(cause));
        String above = above(service).source();
        assertThat(parent.get("source").textValue()).isEqualTo(above);
        assertThat(envelope.get("trace_id")).isEqualTo(parent.get("trace_id"));
        assertThat(envelope.get("correlation_id")).isEqualTo(parent.get("correlation_id"));
        assertThat(envelope.at("/data/symbol")).isEqualTo(parent.at("/data/symbol"));
        assertThat(time(envelope)).isAfter(time(parent));
      }
      assertThat(seen.put(envelope.get("id").textValue(), envelope)).isNull();
    }
  }

  @Test
  void idsAreVersionSevenOfThePublishingTimeWhichHasMicroseconds() throws Exception {
    play(Scenario.CALM);
    for (Message message : messages) {
      var id = message.event().id();
      assertThat(id.version()).isEqualTo(7);
      assertThat(id.variant()).isEqualTo(2);
      assertThat(message.event().timestamp()).matches("2026-03-30T04:0\\d:\\d\\d\\.\\d{6}Z");
      Instant time = time(JSON.readTree(message.body()));
      assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(time.toEpochMilli());
    }
  }

  @Test
  void headersOfEveryFormatCarryTheTraceOfTheEnvelope() {
    play(Scenario.CALM);
    for (Message message : messages) {
      Map<String, String> headers = message.headers();
      String trace = message.event().traceId();
      switch (message.event().service()) {
        case FEED, STRATEGY ->
            assertThat(headers.get("traceparent")).matches("00-" + trace + "-[0-9a-f]{16}-01");
        case RISK -> assertThat(headers).containsEntry("X-B3-TraceId", trace);
        case ENGINE ->
            assertThat(headers)
                .containsEntry(
                    "x-datadog-trace-id", new BigInteger(trace.substring(16), 16).toString())
                .containsEntry("x-datadog-tags", "_dd.p.tid=" + trace.substring(0, 16));
        case PORTFOLIO -> assertThat(headers).isEmpty();
      }
    }
  }

  @Test
  void onlyPortfolioRecordsHaveNoKey() {
    play(Scenario.CALM);
    for (Message message : messages) {
      boolean unkeyed = message.event().service() == Service.PORTFOLIO;
      assertThat(message.key()).isEqualTo(unkeyed ? null : message.event().symbol());
    }
  }

  @Test
  void calmKeepsTheRatesAndLosesNothing() {
    play(Scenario.CALM);
    long ticks = count(Service.FEED);
    assertThat(ticks).isCloseTo(300L * RATE, within(1500L));
    assertThat((double) count(Service.STRATEGY) / ticks).isCloseTo(0.1, within(0.01));
    assertThat(unanswered("approved", Service.RISK, Service.ENGINE)).isEmpty();
    assertThat(unanswered("filled", Service.ENGINE, Service.PORTFOLIO)).isEmpty();
    assertThat(of(Service.FEED).stream().map(Event::symbol).distinct())
        .hasSizeGreaterThanOrEqualTo(40);
  }

  @Test
  void rejectedSignalsNeverBecomeOrdersAndCancelledOrdersNeverReachThePortfolio() {
    play(Scenario.CALM);
    for (Message message : messages) {
      Event parent = message.event().parent();
      if (parent != null && message.event().service() == Service.ENGINE) {
        assertThat(parent.data()).contains("\"decision\":\"approved\"");
      }
      if (parent != null && message.event().service() == Service.PORTFOLIO) {
        assertThat(parent.data()).contains("\"status\":\"filled\"");
      }
    }
    double rejected = of(Service.RISK).stream().filter(e -> e.data().contains("rejected")).count();
    assertThat(rejected / count(Service.RISK)).isCloseTo(0.2, within(0.02));
  }

  @Test
  void stopFeedSilencesTheFeedUntilAnotherScenario() {
    platform.runUntil(START + 10 * SECOND);
    platform.scenario(Scenario.STOP_FEED);
    platform.runUntil(START + 11 * SECOND);
    int before = messages.size();
    platform.runUntil(START + 300 * SECOND);
    assertThat(messages).hasSize(before);

    platform.scenario(Scenario.CALM);
    platform.runUntil(START + 310 * SECOND);
    assertThat(messages).hasSizeGreaterThan(before + 5 * RATE);
  }

  @Test
  void slowRiskTakesSecondsBuildsABacklogAndCatchesUpAfterwards() {
    play(Scenario.SLOW_RISK);
    assertThat(platform.backlog()).isGreaterThan(100);
    long slow = of(Service.RISK).stream().filter(e -> e.epochMicros() - parent(e) > SECOND).count();
    assertThat(slow).isGreaterThan(count(Service.RISK) / 2);

    platform.scenario(Scenario.STOP_FEED);
    platform.runUntil(START + 600 * SECOND);
    assertThat(platform.backlog()).isZero();
    assertThat(count(Service.RISK)).isEqualTo(count(Service.STRATEGY));
  }

  @Test
  void lostOrdersAreExactlyThePlantedOnes() {
    play(Scenario.LOST_ORDERS);
    Planted.Summary planted = platform.planted().summary();
    Set<String> lost = planted.lost().stream().map(Planted.Fault::id).collect(Collectors.toSet());
    assertThat(lost).hasSizeBetween(10, 50).hasSize((int) planted.lostTotal());
    assertThat(unanswered("approved", Service.RISK, Service.ENGINE)).isEqualTo(lost);
  }

  @Test
  void duplicatedOrdersAreExactlyThePlantedOnes() {
    play(Scenario.DUPLICATES);
    Set<String> once = new HashSet<>();
    Set<String> twice = new HashSet<>();
    for (Event order : of(Service.ENGINE)) {
      if (!once.add(order.id().toString())) {
        twice.add(causation(order));
      }
    }
    Planted.Summary planted = platform.planted().summary();
    assertThat(twice)
        .hasSizeBetween(25, 90)
        .isEqualTo(
            planted.duplicated().stream().map(Planted.Fault::id).collect(Collectors.toSet()));
    long filled = of(Service.ENGINE).stream().filter(e -> e.data().contains("filled")).count();
    assertThat(count(Service.PORTFOLIO)).isEqualTo(filled);
  }

  @Test
  void burstMultipliesTheTicksForFiveOfTwentySeconds() {
    platform.scenario(Scenario.BURST);
    platform.runUntil(START + 300 * SECOND);
    drain();
    double during =
        of(Service.FEED).stream()
            .filter(e -> (e.epochMicros() - START) % (20 * SECOND) < 5 * SECOND)
            .count();
    double rest = count(Service.FEED) - during;
    assertThat(during / (75 * RATE)).isCloseTo(10, within(0.3));
    assertThat(rest / (225 * RATE)).isCloseTo(1, within(0.1));
  }

  @Test
  void clockSkewPutsTheRiskManagersEventsBeforeTheirParents() {
    play(Scenario.CLOCK_SKEW);
    assertThat(of(Service.RISK))
        .allSatisfy(
            e -> {
              assertThat(e.epochMicros()).isLessThan(parent(e));
              assertThat(e.id().getMostSignificantBits() >>> 16).isEqualTo(e.epochMicros() / 1000);
            });
    assertThat(of(Service.ENGINE))
        .allSatisfy(e -> assertThat(e.epochMicros() - parent(e)).isPositive());
  }

  @Test
  void postponedWorkHappensLaterAndIsStampedLater() {
    platform.runUntil(START + SECOND);
    int before = messages.size();
    platform.postpone(60 * SECOND);
    platform.runUntil(START + 60 * SECOND);
    assertThat(messages).hasSize(before);

    platform.runUntil(START + 62 * SECOND);
    assertThat(messages.subList(before, messages.size()))
        .hasSizeGreaterThan(RATE / 2)
        .allSatisfy(m -> assertThat(m.event().epochMicros()).isGreaterThan(START + 60 * SECOND));
  }

  private void play(Scenario scenario) {
    platform.scenario(scenario);
    platform.runUntil(START + 300 * SECOND);
    if (scenario != Scenario.SLOW_RISK) {
      drain();
    }
  }

  /** Lets what is under way come out. */
  private void drain() {
    platform.scenario(Scenario.STOP_FEED);
    platform.runUntil(START + 305 * SECOND);
  }

  private List<Event> of(Service service) {
    return messages.stream().map(Message::event).filter(e -> e.service() == service).toList();
  }

  private long count(Service service) {
    return of(service).size();
  }

  /** Ids of the events with this word in their data that caused none of the next service. */
  private Set<String> unanswered(String word, Service from, Service to) {
    Set<String> ids =
        of(from).stream()
            .filter(e -> e.data().contains('"' + word + '"'))
            .map(e -> e.id().toString())
            .collect(Collectors.toCollection(HashSet::new));
    of(to).forEach(e -> ids.remove(causation(e)));
    return ids;
  }

  private static Service above(Service service) {
    return switch (service) {
      case FEED -> throw new AssertionError("nothing is above the feed");
      case STRATEGY -> Service.FEED;
      case RISK -> Service.STRATEGY;
      case ENGINE -> Service.RISK;
      case PORTFOLIO -> Service.ENGINE;
    };
  }

  private static String causation(Event event) {
    return parentOf(event).id().toString();
  }

  private static long parent(Event event) {
    return parentOf(event).epochMicros();
  }

  private static Event parentOf(Event event) {
    Event parent = event.parent();
    if (parent == null) {
      throw new AssertionError(event + " has no parent");
    }
    return parent;
  }

  private static Instant time(JsonNode envelope) {
    return Instant.parse(envelope.get("timestamp").textValue());
  }
}
