package dev.weir.kafka.decode;

import dev.weir.kafka.decode.FieldPlan.Field;
import dev.weir.pipeline.Condition;
import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.ValueField;
import dev.weir.trace.HeaderTable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The plans for every field of a pipeline. The fields are the same for all stages; what the hops'
 * conditions compare is looked for only where their hops begin. Not thread-safe.
 */
final class FieldPlans {
  /**
   * What is looked for in the records of one stage.
   *
   * @param plans the fields in the order in which they are tried
   * @param conditions by position
   * @param withoutValues the bits of the conditions that hold where there is no value
   */
  // An array and no list: nothing may be allocated to go through it.
  @SuppressWarnings("ArrayRecordComponent")
  record StagePlans(FieldPlan[] plans, TextCondition[] conditions, long withoutValues) {}

  /** A topic's plans, and what its bodies look like. */
  private record TopicPlans(String topic, StagePlans plans, JsonLayout layout) {}

  // A layout takes up to 10 kB. Topics beyond these share one, which then fits less often.
  private static final int MAX_LAYOUTS = 1_000;

  /** Has a slot for every header that is looked at. */
  final HeaderTable headers;

  /** What is looked for in bodies; the position is the scanner's slot. */
  final List<List<String>> pointers;

  /** Reads the values inside headers that travel with a trace context. */
  final ContextValues context;

  /** Of the event time. */
  final FieldPlan time;

  /** Of the origin time. */
  final FieldPlan originTime;

  private final StagePlans fields;
  private final Map<String, StagePlans> ofStage = new HashMap<>();
  private final Map<String, TopicPlans> ofTopic = new HashMap<>();
  private final JsonLayout shared = new JsonLayout();
  private final @Nullable Pipeline pipeline;
  private TopicPlans last;

  /** The plans for records of any topic, without conditions. */
  FieldPlans(FieldSources fields) {
    this(fields, null);
  }

  /** The plans for a pipeline's records. */
  FieldPlans(Pipeline pipeline) {
    this(pipeline.fields(), pipeline);
  }

  private FieldPlans(FieldSources sources, @Nullable Pipeline pipeline) {
    var stages = pipeline == null ? List.<Stage>of() : pipeline.stages();
    var conditions = new HashMap<String, List<Condition>>();
    if (pipeline != null) {
      stages.forEach(stage -> conditions.put(stage.name(), pipeline.conditionsAfter(stage.name())));
    }
    conditions.values().removeIf(List::isEmpty);
    var all = new ArrayList<FieldSource>();
    fixed(sources).values().forEach(all::addAll);
    sources.values().forEach(value -> all.addAll(value.from()));
    conditions.values().forEach(list -> list.forEach(condition -> all.add(condition.source())));
    headers =
        new HeaderTable(all.stream().flatMap(source -> headerNames(source, sources)).toList());
    context = new ContextValues(all.stream(), headers);
    pointers = all.stream().flatMap(FieldPlans::pointers).distinct().toList();

    var plans = new ArrayList<FieldPlan>();
    fixed(sources).forEach((field, from) -> plans.add(plan(field, 0, label(field), from)));
    time = first(plans, Field.TIME);
    originTime = first(plans, Field.ORIGIN_TIME);
    for (int i = 0; i < sources.values().size(); i++) {
      ValueField value = sources.values().get(i);
      plans.add(plan(Field.VALUE, i, "values." + value.name(), value.from()));
    }
    plans.removeIf(plan -> plan.sources().isEmpty());
    fields = new StagePlans(plans.toArray(FieldPlan[]::new), new TextCondition[0], 0);
    conditions.forEach((stage, list) -> ofStage.put(stage, withConditions(plans, list)));
    this.pipeline = ofStage.isEmpty() ? null : pipeline;
    last = new TopicPlans("", fields, shared);
  }

  /** The fixed fields in the order in which they are tried. */
  private static Map<Field, List<FieldSource>> fixed(FieldSources sources) {
    var fixed = new EnumMap<Field, List<FieldSource>>(Field.class);
    fixed.put(Field.TRACE, sources.trace());
    fixed.put(Field.ID, sources.id());
    fixed.put(Field.PARENT, sources.parent());
    fixed.put(Field.KEY, sources.key());
    fixed.put(Field.TIME, sources.time());
    fixed.put(Field.ORIGIN_TIME, sources.originTime());
    return fixed;
  }

  private static FieldPlan first(List<FieldPlan> plans, Field field) {
    return plans.stream().filter(plan -> plan.field == field).findFirst().orElseThrow();
  }

  private static String label(Field field) {
    return field.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private FieldPlan plan(Field field, int position, String label, List<FieldSource> sources) {
    return new FieldPlan(field, position, label, sources, headers, pointers, context);
  }

  private StagePlans withConditions(List<FieldPlan> plans, List<Condition> conditions) {
    var all = new ArrayList<>(plans);
    var compared = new TextCondition[conditions.size()];
    long withoutValues = 0;
    for (int i = 0; i < compared.length; i++) {
      all.add(plan(Field.CONDITION, i, "where", List.of(conditions.get(i).source())));
      compared[i] = new TextCondition(conditions.get(i));
      withoutValues |= compared[i].holdsWithoutValue() ? 1L << i : 0;
    }
    return new StagePlans(all.toArray(FieldPlan[]::new), compared, withoutValues);
  }

  private static Stream<String> headerNames(FieldSource source, FieldSources fields) {
    return switch (source) {
      case FieldSource.TraceContext() -> TraceContextReader.headerNames(fields.traceFormats());
      case FieldSource.Header(String name) -> Stream.of(name);
      case FieldSource.Carried carried -> ContextValues.headerNames(carried);
      case FieldSource.Json _, FieldSource.RecordKey _, FieldSource.RecordTime _ -> Stream.empty();
    };
  }

  private static Stream<List<String>> pointers(FieldSource source) {
    return source instanceof FieldSource.Json(List<String> tokens)
        ? Stream.of(tokens)
        : Stream.empty();
  }

  /** What is looked for in a topic's records. Remembers every topic it is asked for. */
  StagePlans of(String topic) {
    if (!topic.equals(last.topic())) {
      var known = ofTopic.get(topic);
      last = known != null ? known : resolve(topic);
    }
    return last.plans();
  }

  /** What bodies look like in the topic that was asked for last. */
  JsonLayout layout() {
    return last.layout();
  }

  private TopicPlans resolve(String topic) {
    var stage = pipeline == null ? Optional.<Stage>empty() : pipeline.stageOf(topic);
    var plans = stage.map(known -> ofStage.getOrDefault(known.name(), fields)).orElse(fields);
    var layout = ofTopic.size() < MAX_LAYOUTS ? new JsonLayout() : shared;
    var resolved = new TopicPlans(topic, plans, layout);
    ofTopic.put(topic, resolved);
    return resolved;
  }
}
