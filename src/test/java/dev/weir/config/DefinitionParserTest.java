package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.monitor.Settings;
import dev.weir.pipeline.Condition;
import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Freshness;
import dev.weir.pipeline.GroupRule;
import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Stage;
import dev.weir.trace.TraceNotation;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DefinitionParserTest {
  private static final String STAGES = "weir.pipeline.stages.";
  private static final String SCHEDULE = "weir.pipeline.schedules.nse.";
  private static final String A_DURATION = "expected a duration such as 500ms, 30s, 15m or 24h";
  private static final String A_SOURCE =
      "expected trace-context, header:NAME, json:/pointer, record-key, record-time, baggage:KEY,"
          + " tracestate:KEY, pathway-start or pathway-edge";
  private static final String A_FORMAT =
      "expected one of w3c, b3-single, b3-multi, jaeger, datadog, aws-xray, elastic, cloudevents,"
          + " b3";
  private static final String A_SESSION =
      "expected days and times such as 'MON-FRI 09:15-15:30', 'SAT,SUN 10:00-24:00' or 'DAILY"
          + " 17:00-16:00'";
  private static final String A_POINTER =
      "expected a JSON pointer such as json:/data/symbol (RFC 6901: '~' is written ~0, '/' in a"
          + " name ~1)";

  /** A mistake: what is changed in a correct definition, and the one line that must come of it. */
  private static Arguments row(String expected, String... changes) {
    return Arguments.of(expected, List.of(changes));
  }

  private static List<Arguments> mistakes() {
    return List.of(
        // Names and references.
        row(
            STAGES
                + "risk.after.stratgy: found unknown stage 'stratgy', expected one of market-data,"
                + " strategy, risk (did you mean strategy?)",
            STAGES + "risk.after.stratgy.expect=some"),
        row(
            STAGES
                + "risk.after[0]: found unknown stage 'zzz', expected one of market-data, strategy,"
                + " risk",
            STAGES + "risk.after[0]=zzz"),
        row(
            STAGES
                + "market-data.after: found the cycle market-data → strategy → risk → market-data,"
                + " expected stages that do not depend on themselves",
            STAGES + "market-data.after.risk.expect=some"),
        row(
            STAGES
                + "market-data.after: found the cycle market-data → market-data, expected stages"
                + " that do not depend on themselves",
            STAGES + "market-data.after.market-data.expect=some"),
        row(
            STAGES
                + "risk.schedule: found unknown schedule 'nsf', expected nse (did you mean nse?)",
            STAGES + "risk.schedule=nsf"),
        row(
            "weir.pipeline.groups.runner.stage: found unknown stage 'rsk', expected one of"
                + " market-data, strategy, risk (did you mean risk?)",
            "weir.pipeline.groups.runner.stage=rsk"),
        row(
            "weir.pipeline.groups.runner.stage: found nothing, expected the stage that the group"
                + " works for",
            "weir.pipeline.groups.runner.time-lag=3s"),
        row(
            STAGES
                + "\"a b\": found 'a b', expected a name of up to 63 letters, digits, '.', '_' and"
                + " '-' that starts with a letter or digit",
            STAGES + "\"a b\".topics=x"),
        row(
            "weir.namespace: found '{live}', expected a name of up to 63 letters, digits, '.', '_'"
                + " and '-' that starts with a letter or digit",
            "weir.namespace={live}"),
        row(
            "weir.pipeline.name: found 'a:b', expected a name of up to 63 letters, digits, '.', '_'"
                + " and '-' that starts with a letter or digit",
            "weir.pipeline.name=a:b"),
        // Topics.
        row(
            STAGES
                + "risk.topics: found topic 'signals', which stage strategy claims by topic"
                + " 'signals', expected each topic in one stage",
            STAGES + "risk.topics=signals"),
        row(
            STAGES
                + "risk.topics: found topic 'ticks.x', which stage market-data claims by"
                + " 'regex:ticks\\..*', expected each topic in one stage",
            STAGES + "risk.topics=ticks.x"),
        row(
            STAGES
                + "risk.topics: found 'regex:sig.*', which stage strategy claims by topic"
                + " 'signals', expected each topic in one stage",
            STAGES + "risk.topics=regex:sig.*"),
        row(
            STAGES
                + "risk.topics[1]: found 'regex:a(' (Unclosed group at 2), expected a Java regular"
                + " expression after regex:",
            STAGES + "risk.topics[0]=ok",
            STAGES + "risk.topics[1]=regex:a("),
        row(
            STAGES
                + "risk.topics: found 'a*', expected a topic's name (letters, digits, '.', '_',"
                + " '-') or regex:PATTERN",
            STAGES + "risk.topics=a*"),
        row(
            STAGES + "new.topics: found nothing, expected at least one topic",
            STAGES + "new.after.risk.expect=some"),
        // Durations and thresholds.
        row(
            STAGES + "risk.freshness.degraded: found '-1s', expected a duration longer than zero",
            STAGES + "risk.freshness.degraded=-1s",
            STAGES + "risk.freshness.down=2s"),
        row(
            "weir.commit-interval: found '0ms', expected a duration longer than zero",
            "weir.commit-interval=0ms"),
        row("weir.behind-after: found 'soon', " + A_DURATION, "weir.behind-after=soon"),
        row("weir.behind-after: found '10', " + A_DURATION, "weir.behind-after=10"),
        row(
            "weir.validation-interval: found '4000d', expected a duration up to 366d",
            "weir.validation-interval=4000d"),
        row(
            STAGES
                + "risk.freshness.down: found '1s', expected a duration longer than degraded, 1s",
            STAGES + "risk.freshness.degraded=1s",
            STAGES + "risk.freshness.down=1s"),
        row(
            STAGES + "risk.freshness.down: found nothing, " + A_DURATION + " beside degraded",
            STAGES + "risk.freshness.degraded=1s"),
        // Hops.
        row(
            STAGES
                + "risk.after.strategy.expect: found 'evry', expected one of every, some (did you"
                + " mean every?)",
            STAGES + "risk.after.strategy.expect=evry"),
        row(
            STAGES
                + "risk.after.strategy.expect.any-of: found [risk, market-data], expected that"
                + " market-data comes after strategy too, with the same any-of",
            STAGES + "risk.after.strategy.expect.any-of[0]=risk",
            STAGES + "risk.after.strategy.expect.any-of[1]=market-data",
            STAGES + "risk.after.strategy.within=5s"),
        row(
            STAGES
                + "risk.after.strategy.expect.any-of: found [], expected stages of which one is risk",
            STAGES + "risk.after.strategy.expect.any-of[0]=rsk",
            STAGES + "risk.after.strategy.within=5s"),
        row(
            STAGES
                + "risk.after.strategy.expect.ratio.max: found '0.1', expected a number of at least min, 0.2",
            STAGES + "risk.after.strategy.expect.ratio.min=0.2",
            STAGES + "risk.after.strategy.expect.ratio.max=0.1"),
        row(
            STAGES
                + "risk.after.strategy.expect.ratio.min: found 'few', expected a number of children for each parent, 0 or more",
            STAGES + "risk.after.strategy.expect.ratio.min=few"),
        row(
            STAGES + "risk.after.strategy.match: found 'key', expected one of id, trace",
            STAGES + "risk.after.strategy.match=key"),
        row(
            STAGES
                + "risk.after.strategy.differences: found '0', expected a whole number from 1 to 20000",
            STAGES + "risk.after.strategy.differences=0"),
        row(
            STAGES
                + "risk.after.strategy.bucket: found '1ms', expected at least 1/1000 of within and keep together",
            STAGES + "risk.after.strategy.bucket=1ms"),
        row(
            STAGES
                + "risk.after.market-data.within: found nothing, "
                + A_DURATION
                + ", for expect is every",
            STAGES + "risk.after.market-data.expect=every"),
        row(
            STAGES
                + "risk.after.market-data.expect: found nothing, expected one of every, some, any-of, ratio",
            STAGES + "risk.after.market-data.within=5s"),
        row(
            STAGES
                + "risk.after.strategy.where: found 'approved', expected SOURCE=VALUE or"
                + " SOURCE!=VALUE, values separated by |",
            STAGES + "risk.after.strategy.where=approved"),
        row(
            STAGES
                + "risk.after.strategy.where: found 'json:/a=', expected SOURCE=VALUE or"
                + " SOURCE!=VALUE, values separated by |",
            STAGES + "risk.after.strategy.where=json:/a="),
        // Fields.
        row(
            "weir.pipeline.fields.key: found 'json:data.symbol', "
                + A_POINTER
                + " (did you mean json:/data/symbol?)",
            "weir.pipeline.fields.key=json:data.symbol"),
        row(
            "weir.pipeline.fields.key: found 'json:/a~2b', " + A_POINTER,
            "weir.pipeline.fields.key=json:/a~2b"),
        row(
            "weir.pipeline.fields.trace[1]: found unknown source 'trace-contxt', "
                + A_SOURCE
                + " (did you mean trace-context?)",
            "weir.pipeline.fields.trace[0]=record-key",
            "weir.pipeline.fields.trace[1]=trace-contxt"),
        row(
            "weir.pipeline.fields.id: found unknown source 'heder:ce_id', "
                + A_SOURCE
                + " (did you mean header:ce_id?)",
            "weir.pipeline.fields.id=heder:ce_id"),
        row(
            "weir.pipeline.fields.id: found 'header:', expected a header's name after header:",
            "weir.pipeline.fields.id=header:"),
        row(
            "weir.pipeline.fields.id: found 'baggage:a b', expected a key after baggage: (ASCII"
                + " letters, digits and !#$%&'*+-.^_`|~)",
            "weir.pipeline.fields.id=baggage:a b"),
        row(
            "weir.pipeline.fields.id: found 'tracestate:FOO', expected a key after tracestate:"
                + " (lower-case letters, digits, _, -, * and /, as in vendor or tenant@vendor)",
            "weir.pipeline.fields.id=tracestate:FOO"),
        row(
            "weir.pipeline.fields.id: found unknown source 'bagage:a', "
                + A_SOURCE
                + " (did you mean baggage:a?)",
            "weir.pipeline.fields.id=bagage:a"),
        row(
            "weir.pipeline.fields.origin-time: found unknown source 'pathway-strat', "
                + A_SOURCE
                + " (did you mean pathway-start?)",
            "weir.pipeline.fields.origin-time=pathway-strat"),
        row(
            "weir.pipeline.trace-formats[1]: found unknown trace format 'jaegr', "
                + A_FORMAT
                + " (did you mean jaeger?)",
            "weir.pipeline.trace-formats[0]=w3c",
            "weir.pipeline.trace-formats[1]=jaegr"),
        row(
            "weir.pipeline.trace-formats: found unknown trace format 'plain', " + A_FORMAT,
            "weir.pipeline.trace-formats=plain"),
        row(
            "weir.pipeline.trace-formats[1]: found b3-multi a second time, expected each trace"
                + " format at most once",
            "weir.pipeline.trace-formats[0]=b3",
            "weir.pipeline.trace-formats[1]=b3-multi"),
        // Schedules.
        row(
            SCHEDULE
                + "zone: found 'Asia/Kolkatta', expected a time zone such as Asia/Kolkata,"
                + " America/New_York or UTC (did you mean Asia/Kolkata?)",
            SCHEDULE + "zone=Asia/Kolkatta"),
        row(
            SCHEDULE + "sessions: found 'MON-FRI 9-5', " + A_SESSION,
            SCHEDULE + "sessions=MON-FRI 9-5"),
        row(
            SCHEDULE
                + "sessions: found unknown day 'MOO', expected one of MON, TUE, WED, THU, FRI, SAT,"
                + " SUN, DAILY (did you mean MON?)",
            SCHEDULE + "sessions=MOO 09:00-10:00"),
        row(
            SCHEDULE
                + "sessions: found 'MON 24:00-25:00', expected times from 00:00 to 23:59, or 24:00"
                + " as the end",
            SCHEDULE + "sessions=MON 24:00-25:00"),
        row(
            SCHEDULE
                + "sessions: found a session that ends when it begins, expected different times"
                + " (00:00-24:00 for a whole day)",
            SCHEDULE + "sessions=MON 09:00-09:00"),
        row(
            SCHEDULE + "holidays: found '2026-02-30', expected a date such as 2026-12-25",
            SCHEDULE + "holidays=2026-12-25,2026-02-30"),
        // The rest.
        row(
            "weir.store: found 'rediss', expected one of memory, redis (did you mean redis?)",
            "weir.store=rediss"),
        row(
            "quarkus.redis.hosts: found nothing, expected an address such as redis://localhost:6379,"
                + " for weir.store is redis",
            "weir.store=redis"),
        row(
            "weir.start: found 'earlyest', expected earliest, latest or a duration such as 500ms,"
                + " 30s, 15m or 24h (did you mean earliest?)",
            "weir.start=earlyest"),
        row(
            "weir.ingest.threads: found '65', expected a whole number from 1 to 64",
            "weir.ingest.threads=65"),
        row(
            "weir.key-limit: found 'many', expected a whole number from 1 to 200000",
            "weir.key-limit=many"),
        row(
            "weir.max-body-size: found '1X', expected a size such as 512K or 1M, up to 64M",
            "weir.max-body-size=1X"),
        row(
            STAGES
                + "risk.topcs: found an unknown key, expected one of topics, schedule, freshness,"
                + " after (did you mean topics?)",
            STAGES + "risk.topcs[0]=x",
            STAGES + "risk.topcs[1]=y"),
        row(
            "weir.namespce: found an unknown key, expected one of namespace, store, start, ingest,"
                + " commit-interval, validation-interval, key-limit, max-body-size, behind-after,"
                + " journal, traces, schema-registry, auth, users, tokens, roles, look-ups-per-second,"
                + " pipeline (did you mean namespace?)",
            "weir.namespce=live"),
        row(
            STAGES + "risk.freshness: found a single value, expected keys below it: degraded, down",
            STAGES + "risk.freshness=1s"),
        row("weir.namespace: found a list, expected one value", "weir.namespace[0]=live"),
        row(
            "weir.start: found '${START}', which is not set, expected a variable that is set, or a"
                + " default as in ${NAME:default}",
            "weir.start=${START}",
            "weir.key-limit=5"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("mistakes")
  void aMistakeIsReportedInOneLine(String expected, List<String> changes) {
    assertThat(problemsOf(changed(changes.toArray(String[]::new)))).contains(expected);
  }

  @Test
  void aCorrectDefinitionHasNoProblems() {
    assertThat(problemsOf(changed())).isEmpty();
  }

  @Test
  void fiveMistakesGiveFiveErrors() {
    var problems =
        problemsOf(
            changed(
                STAGES + "risk.after.stratgy.expect=some",
                STAGES + "strategy.topics=ticks.a",
                STAGES + "market-data.freshness.degraded=-5s",
                STAGES + "market-data.freshness.down=60s",
                "weir.pipeline.fields.key=json:symbol",
                "weir.ingest.thread=2"));

    assertThat(problems)
        .hasSize(5)
        .anyMatch(problem -> problem.contains("did you mean strategy?"))
        .anyMatch(problem -> problem.contains("each topic in one stage"))
        .anyMatch(problem -> problem.contains("longer than zero"))
        .anyMatch(problem -> problem.contains("a JSON pointer"))
        .anyMatch(problem -> problem.contains("did you mean threads?"));
  }

  @Test
  void aDefinitionWithoutStagesIsRefused() {
    assertThat(problemsOf(Map.of()))
        .containsExactly(
            "weir.pipeline.stages: found nothing, expected at least one stage with its topics");
  }

  @Test
  void everyCycleIsNamedOnce() {
    var problems =
        problemsOf(
            properties(
                STAGES + "a.topics=a",
                STAGES + "a.after=b",
                STAGES + "b.topics=b",
                STAGES + "b.after=a",
                STAGES + "c.topics=c",
                STAGES + "c.after=c",
                STAGES + "d.topics=d",
                STAGES + "d.after=a,c"));

    assertThat(problems)
        .hasSize(2)
        .anyMatch(p -> p.contains("a → b → a"))
        .anyMatch(p -> p.contains("c → c"));
  }

  @Test
  void leftOutSettingsHaveTheirDefaults() {
    var settings = settings(properties(STAGES + "only.topics=t"), false);

    assertThat(settings)
        .usingRecursiveComparison()
        .ignoringFields("pipeline")
        .isEqualTo(
            new Settings(
                settings.pipeline(),
                Settings.StoreKind.MEMORY,
                new Settings.Start.Back(Duration.ofMinutes(15)),
                1,
                Duration.ofMillis(500),
                Duration.ofSeconds(30),
                10_000,
                1 << 20,
                Duration.ofSeconds(10)));
    assertThat(settings.pipeline().namespace()).isEqualTo("default");
    assertThat(settings.pipeline().fields()).isEqualTo(FieldSources.defaults());
    assertThat(settings.pipeline().stages().getFirst().freshness()).isNull();
  }

  @Test
  void theFormatsOfTraceContextAreReadInTheirOrder() {
    var formats = "weir.pipeline.trace-formats=";
    assertThat(fields(formats + "jaeger,b3,w3c").traceFormats())
        .containsExactly(
            TraceNotation.JAEGER,
            TraceNotation.B3_SINGLE,
            TraceNotation.B3_MULTI,
            TraceNotation.W3C);
    assertThat(fields(formats).traceFormats()).as("an empty list reads none").isEmpty();
  }

  @Test
  void valuesThatTravelWithATraceContextAreSources() {
    var fields =
        fields(
            "weir.pipeline.fields.id=baggage:order.id,tracestate:t@v",
            "weir.pipeline.fields.time=pathway-edge",
            "weir.pipeline.fields.origin-time=pathway-start");
    assertThat(fields.id())
        .containsExactly(new FieldSource.Baggage("order.id"), new FieldSource.TraceState("t@v"));
    assertThat(fields.time()).containsExactly(new FieldSource.PathwayEdge());
    assertThat(fields.originTime()).containsExactly(new FieldSource.PathwayStart());
  }

  private static FieldSources fields(String... more) {
    var properties = properties(more);
    properties.put(STAGES + "only.topics", "t");
    return settings(properties, false).pipeline().fields();
  }

  @Test
  void theStoreFollowsWhetherRedisIsThere() {
    var only = properties(STAGES + "only.topics=t");
    assertThat(settings(only, true).store()).isEqualTo(Settings.StoreKind.REDIS);
    only.put("weir.store", "memory");
    assertThat(settings(only, true).store()).isEqualTo(Settings.StoreKind.MEMORY);
  }

  @Test
  void stagesComeAfterThoseTheyDependOnAndElseAsDeclared() {
    var stages =
        settings(
                properties(
                    STAGES + "z.topics=z",
                    STAGES + "z.after=b,m",
                    STAGES + "m.topics=m",
                    STAGES + "b.topics=b",
                    STAGES + "b.after=a",
                    STAGES + "a.topics=a"),
                false)
            .pipeline()
            .stages();
    assertThat(stages).extracting(Stage::name).containsExactly("m", "a", "b", "z");
  }

  @Test
  void theExampleOfTheDocumentationIsRead() {
    var settings = settings(Examples.trading(), true);
    var pipeline = settings.pipeline();

    assertThat(settings.store()).isEqualTo(Settings.StoreKind.REDIS);
    assertThat(pipeline.namespace()).isEqualTo("paper");
    assertThat(pipeline.name()).isEqualTo("trading");
    assertThat(pipeline.fields()).isEqualTo(FieldSources.defaults());
    assertThat(pipeline.stages())
        .extracting(Stage::name)
        .containsExactly("market-data", "strategy", "risk", "execution", "portfolio");
    assertThat(pipeline.hops())
        .containsExactly(
            new Hop("market-data", "strategy", Hop.Expect.SOME, null, null),
            new Hop("strategy", "risk", Hop.Expect.EVERY, Duration.ofSeconds(5), null),
            new Hop(
                "risk",
                "execution",
                Hop.Expect.EVERY,
                Duration.ofSeconds(10),
                new Condition(
                    new FieldSource.Json(List.of("data", "decision")), false, List.of("approved"))),
            new Hop(
                "execution",
                "portfolio",
                Hop.Expect.EVERY,
                Duration.ofSeconds(10),
                new Condition(
                    new FieldSource.Json(List.of("data", "status")), false, List.of("filled"))));
    assertThat(pipeline.groups())
        .containsExactly(
            new GroupRule("strategy-runner", "strategy", 1000L, Duration.ofSeconds(30)));
    var feed = pipeline.stages().getFirst();
    assertThat(feed.freshness())
        .isEqualTo(new Freshness(Duration.ofSeconds(1), Duration.ofSeconds(60)));
    assertThat(feed.schedule())
        .satisfies(
            nse -> {
              assertThat(nse.zone()).isEqualTo(ZoneId.of("Asia/Kolkata"));
              assertThat(nse.holidays()).containsExactly(LocalDate.of(2026, 12, 25));
              var session = nse.sessions().getFirst();
              assertThat(session.days())
                  .isEqualTo(EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY));
              assertThat(session.from()).isEqualTo(LocalTime.of(9, 15));
              assertThat(session.to()).isEqualTo(LocalTime.of(15, 30));
            });
  }

  @Test
  void hopsMayExpectOneOfSeveralStagesOrARatio() {
    var pipeline =
        settings(
                changed(
                    STAGES + "approved.topics=approved",
                    STAGES + "approved.after.risk.expect.any-of[0]=approved",
                    STAGES + "approved.after.risk.expect.any-of[1]=rejected",
                    STAGES + "approved.after.risk.within=5s",
                    STAGES + "rejected.topics=rejected",
                    STAGES + "rejected.after.risk.expect.any-of[0]=rejected",
                    STAGES + "rejected.after.risk.expect.any-of[1]=approved",
                    STAGES + "rejected.after.risk.within=1h",
                    STAGES + "few.topics=few",
                    STAGES + "few.after.risk.expect.ratio.min=0.05",
                    STAGES + "few.after.risk.expect.ratio.max=0.2"),
                false)
            .pipeline();
    var approved = pipeline.stage("approved").orElseThrow().after().getFirst();
    assertThat(approved.expect()).isEqualTo(Hop.Expect.ANY_OF);
    assertThat(approved.accounting()).isEqualTo(Hop.Accounting.DEFAULT);
    var few = pipeline.stage("few").orElseThrow().after().getFirst();
    assertThat(few.ratio()).isEqualTo(new Hop.Ratio(0.05, 0.2));
    var account =
        pipeline.accounts().stream()
            .filter(found -> found.to().contains("approved"))
            .findFirst()
            .orElseThrow();
    assertThat(account.to()).containsExactly("approved", "rejected");
    assertThat(account.from()).containsExactly("risk");
    assertThat(account.within()).isEqualTo(Duration.ofHours(1));
    // A long deadline takes wider buckets, not more of them.
    var rejected = pipeline.stage("rejected").orElseThrow().after().getFirst().accounting();
    assertThat(rejected)
        .isEqualTo(
            new Hop.Accounting(
                Hop.Match.ID, 100, Duration.ofSeconds(50), Hop.Accounting.DEFAULT.keep()));
  }

  @Test
  void conditionsAndPointersAreUnescaped() {
    var hop =
        settings(changed(STAGES + "risk.after.strategy.where=json:/a~1b/~01!=x | y"), false)
            .pipeline()
            .hops()
            .getLast();
    assertThat(hop.where())
        .isEqualTo(
            new Condition(new FieldSource.Json(List.of("a/b", "~1")), true, List.of("x", "y")));
  }

  @Test
  void daysMayBeRangesListsAndGoOverTheWeekend() {
    var stage =
        settings(
                changed(
                    SCHEDULE + "sessions[0]=FRI-MON,wed 22:00-24:00",
                    SCHEDULE + "sessions[1]=DAILY 17:00-16:00",
                    STAGES + "risk.schedule=nse"),
                false)
            .pipeline()
            .stage("risk")
            .orElseThrow();
    var schedule = Objects.requireNonNull(stage.schedule());
    assertThat(schedule.sessions().getFirst().days())
        .isEqualTo(EnumSet.complementOf(EnumSet.of(DayOfWeek.TUESDAY, DayOfWeek.THURSDAY)));
    assertThat(schedule.sessions().getFirst().to()).isEqualTo(LocalTime.MIDNIGHT);
    assertThat(schedule.sessions().getLast().days()).hasSize(7);
  }

  /** A small correct definition with some properties changed or added. */
  private static Map<String, String> changed(String... changes) {
    var properties =
        properties(
            STAGES + "market-data.topics=regex:ticks\\..*",
            STAGES + "strategy.topics=signals",
            STAGES + "strategy.after.market-data.expect=some",
            STAGES + "risk.topics=checked",
            STAGES + "risk.after.strategy.expect=every",
            STAGES + "risk.after.strategy.within=5s",
            SCHEDULE + "zone=Asia/Kolkata",
            SCHEDULE + "sessions=MON-FRI 09:15-15:30");
    properties.putAll(properties(changes));
    return properties;
  }

  private static Map<String, String> properties(String... lines) {
    var properties = new LinkedHashMap<String, String>();
    Arrays.stream(lines)
        .forEach(
            line ->
                properties.put(
                    line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
    return properties;
  }

  private static List<String> problemsOf(Map<String, String> properties) {
    return switch (DefinitionParser.parse(properties, false)) {
      case ParsedDefinition.Valid _ -> List.of();
      case ParsedDefinition.Invalid(var problems) -> problems.stream().map(Problem::text).toList();
    };
  }

  private static Settings settings(Map<String, String> properties, boolean redisConfigured) {
    return switch (DefinitionParser.parse(properties, redisConfigured)) {
      case ParsedDefinition.Valid(var settings, _) -> settings;
      case ParsedDefinition.Invalid(var problems) ->
          throw new AssertionError(problems.stream().map(Problem::text).toList());
    };
  }
}
