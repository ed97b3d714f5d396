package dev.weir.config;

import dev.weir.monitor.Settings;
import dev.weir.pipeline.GroupRule;
import dev.weir.pipeline.Pipeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Turns the {@code weir.*} properties into {@link Settings}, or into the list of everything that is
 * wrong with them. Depends on nothing but its arguments.
 */
public final class DefinitionParser {
  private static final Key WEIR = Key.of("weir");
  private static final Key PIPELINE = Key.of("weir", "pipeline");
  private static final Pattern UNEXPANDED = Pattern.compile("\\$\\{[^}]*}");
  private static final int MEBIBYTE = 1 << 20;
  private static final int MAX_BODY_BYTES = 64 * MEBIBYTE;

  private final Inputs inputs;
  private final Surroundings surroundings;

  private DefinitionParser(Inputs inputs, Surroundings surroundings) {
    this.inputs = inputs;
    this.surroundings = surroundings;
  }

  /** Parses and checks a definition of a Weir that only its own machine reaches. */
  public static ParsedDefinition parse(Map<String, String> properties, boolean redisConfigured) {
    return parse(properties, new Surroundings(redisConfigured, false, null));
  }

  /**
   * Parses and checks a definition.
   *
   * @param properties names as SmallRye Config flattens YAML, such as {@code
   *     weir.pipeline.stages.risk.topics[0]}, or without index and with commas; all of them start
   *     with {@code weir.}
   * @param surroundings what else is set
   */
  public static ParsedDefinition parse(Map<String, String> properties, Surroundings surroundings) {
    var entries = new Entries(properties);
    var inputs = new Inputs(entries);
    var schema = new Schema();
    entries.keys().stream()
        .map(schema::check)
        .flatMap(Stream::ofNullable)
        .distinct()
        .forEach(inputs::problem);
    properties.forEach((name, value) -> checkExpanded(inputs, name, value));
    var settings = new DefinitionParser(inputs, surroundings).settings();
    var access = new AccessParser(inputs).access(WEIR, surroundings);
    return settings == null || !inputs.problems().isEmpty()
        ? new ParsedDefinition.Invalid(inputs.problems())
        : new ParsedDefinition.Valid(settings, access);
  }

  private @Nullable Settings settings() {
    var namespace = inputs.name(WEIR.child("namespace"), "default");
    var store = store(WEIR.child("store"));
    var start = start(WEIR.child("start"));
    int threads = inputs.number(WEIR.child("ingest", "threads"), 1, 1, 64);
    var commit = inputs.duration(WEIR.child("commit-interval"), Duration.ofMillis(500));
    var validation = inputs.duration(WEIR.child("validation-interval"), Duration.ofSeconds(30));
    int keyLimit = inputs.number(WEIR.child("key-limit"), 10_000, 1, 200_000);
    int maxBodyBytes = bytes(WEIR.child("max-body-size"));
    var behindAfter = inputs.duration(WEIR.child("behind-after"), Duration.ofSeconds(10));
    var registry = new RegistryParser(inputs).registry(WEIR.child("schema-registry"));
    var journal = new JournalParser(inputs).journal(WEIR.child("journal"), store);
    var traces = new TracesParser(inputs).traces(WEIR.child("traces"), journal);
    var pipeline = pipeline(namespace);
    return pipeline == null
        ? null
        : new Settings(
            pipeline,
            store,
            start,
            threads,
            commit,
            validation,
            keyLimit,
            maxBodyBytes,
            behindAfter,
            registry,
            journal,
            traces);
  }

  private static void checkExpanded(Inputs inputs, String name, String value) {
    var expression = UNEXPANDED.matcher(value);
    if (expression.find()) {
      inputs.problem(
          Key.parse(name),
          Inputs.quote(expression.group()) + ", which is not set",
          "a variable that is set, or a default as in ${NAME:default}");
    }
  }

  /** Null when there is no stage to build it from. */
  private @Nullable Pipeline pipeline(String namespace) {
    var name = inputs.name(PIPELINE.child("name"), "default");
    var values = new ValueFieldParser(inputs);
    var fields =
        new FieldSourceParser(inputs)
            .fields(PIPELINE.child("fields"))
            .withTraceFormats(
                new TraceFormatParser(inputs).formats(PIPELINE.child("trace-formats")))
            .with(
                values.values(PIPELINE.child("values")),
                values.snowflakeEpoch(PIPELINE.child("snowflake-epoch")));
    var schedulesKey = PIPELINE.child("schedules");
    var schedules = new ScheduleParser(inputs).schedules(schedulesKey);
    var stagesKey = PIPELINE.child("stages");
    var stages =
        new StageParser(inputs, schedules, inputs.namesBelow(schedulesKey)).stages(stagesKey);
    var groups = groups(PIPELINE.child("groups"), inputs.namesBelow(stagesKey));
    return stages.isEmpty() ? null : new Pipeline(namespace, name, fields, stages, groups);
  }

  private List<GroupRule> groups(Key key, Set<String> stages) {
    var groups = new ArrayList<GroupRule>();
    for (var group : inputs.namesBelow(key)) {
      var stageKey = key.child(group, "stage");
      var stage = inputs.text(stageKey);
      if (stage == null) {
        inputs.problem(stageKey, "nothing", "the stage that the group works for");
      } else if (!stages.contains(stage)) {
        inputs.unknown(stageKey, "stage", stage, stages);
      }
      var offsetLag = inputs.number(key.child(group, "offset-lag"), 1, Long.MAX_VALUE);
      var timeLag = inputs.duration(key.child(group, "time-lag"));
      if (stage != null) {
        groups.add(new GroupRule(group, stage, offsetLag, timeLag));
      }
    }
    return groups;
  }

  private Settings.StoreKind store(Key key) {
    var otherwise = surroundings.redis() ? Settings.StoreKind.REDIS : Settings.StoreKind.MEMORY;
    var words = new TreeMap<String, Settings.StoreKind>();
    words.put("memory", Settings.StoreKind.MEMORY);
    words.put("redis", Settings.StoreKind.REDIS);
    var store = inputs.word(key, otherwise, words);
    if (store == Settings.StoreKind.REDIS && !surroundings.redis()) {
      inputs.problem(
          Key.of("quarkus", "redis", "hosts"),
          "nothing",
          "an address such as redis://localhost:6379, for " + key + " is redis");
    }
    return store == null ? otherwise : store;
  }

  private Settings.Start start(Key key) {
    var text = inputs.text(key);
    switch (text == null ? "15m" : text) {
      case "earliest" -> {
        return new Settings.Start.Earliest();
      }
      case "latest" -> {
        return new Settings.Start.Latest();
      }
      default -> {
        // A duration, or a mistake.
      }
    }
    var back = Duration.ofMinutes(15);
    var duration = text == null ? back : Amounts.duration(text);
    if (duration == null) {
      inputs.problem(
          new Problem(
              key.toString(),
              Inputs.quote(String.valueOf(text)),
              "earliest, latest or " + Inputs.A_DURATION,
              Suggestion.closest(String.valueOf(text), List.of("earliest", "latest"))));
      return new Settings.Start.Back(back);
    }
    return new Settings.Start.Back(
        inputs.checkDuration(key, String.valueOf(text), duration) ? duration : back);
  }

  private int bytes(Key key) {
    var text = inputs.text(key);
    long bytes = text == null ? MEBIBYTE : Amounts.bytes(text);
    if (bytes < 1 || bytes > MAX_BODY_BYTES) {
      inputs.problem(
          key, Inputs.quote(String.valueOf(text)), "a size such as 512K or 1M, up to 64M");
      return MEBIBYTE;
    }
    return (int) bytes;
  }
}
