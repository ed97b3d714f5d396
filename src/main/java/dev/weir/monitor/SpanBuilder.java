package dev.weir.monitor;

import dev.weir.monitor.Passages.Tie;
import dev.weir.monitor.TracePath.State;
import dev.weir.monitor.TracePath.Step;
import dev.weir.pipeline.GroupRule;
import dev.weir.pipeline.Pipeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes spans of a trace that nobody needs to have recorded: one for each event, from its parent's
 * time to its own, in the name of the stage that wrote it; one for each child that is missing; and
 * a root above those whose producer said nothing of a parent. Names and attributes follow
 * OpenTelemetry's <a
 * href="https://github.com/open-telemetry/semantic-conventions/tree/v1.37.0/docs/messaging">
 * messaging conventions 1.37</a>. Pure: the same sightings give the same spans, ids included.
 */
final class SpanBuilder {
  private final Pipeline pipeline;

  SpanBuilder(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  /**
   * The spans, those of events in the order of the steps.
   *
   * @param steps of one trace, by event time, at least one
   * @param ties of these steps
   */
  List<TraceSpan> spans(List<Step> steps, List<Tie> ties) {
    var traceId = SpanIds.trace(id(steps));
    var byChild = new HashMap<Sighting, List<Tie>>();
    for (var tie : ties) {
      if (tie.child() != null) {
        byChild.computeIfAbsent(tie.child(), _ -> new ArrayList<>()).add(tie);
      }
    }
    var spans = new ArrayList<TraceSpan>();
    for (var step : steps) {
      spans.add(event(traceId, step, byChild.getOrDefault(step.sighting(), List.of())));
    }
    for (var tie : ties) {
      if (tie.state() == State.MISSING) {
        spans.add(missing(traceId, tie));
      }
    }
    var rootId = SpanIds.root(traceId);
    if (spans.stream().anyMatch(span -> rootId.equals(span.parentSpanId()))) {
      spans.addFirst(root(traceId, rootId, spans));
    }
    return List.copyOf(spans);
  }

  /** The most complete id that the events have; that of the first where they have none. */
  private static String id(List<Step> steps) {
    var traceId = TraceFinder.traceId(steps);
    var first = steps.getFirst().sighting();
    return traceId != null ? traceId : Objects.requireNonNullElse(first.eventId(), "");
  }

  private TraceSpan event(String traceId, Step step, List<Tie> ties) {
    var sighting = step.sighting();
    var parent = parent(sighting, ties);
    long end = micros(sighting);
    long start = parent == null ? end : micros(parent);
    var parents = new LinkedHashSet<String>();
    if (parent != null) {
      parents.add(SpanIds.event(parent));
    }
    ties.forEach(tie -> parents.add(SpanIds.event(tie.parent())));
    var parentSpanId = sighting.spanId();
    if (parentSpanId == null) {
      parentSpanId = parents.isEmpty() ? SpanIds.root(traceId) : parents.getFirst();
    }
    parents.remove(parentSpanId);
    var texts = messaging("send", step.stage(), sighting);
    put(texts, "messaging.message.id", sighting.eventId());
    put(texts, "messaging.kafka.message.key", sighting.key());
    var numbers = new HashMap<String, Long>();
    numbers.put("messaging.kafka.offset", sighting.offset());
    if (start > end) {
      numbers.put("weir.clock_skew.us", start - end);
      start = end;
    }
    var late = ties.stream().filter(tie -> tie.state() == State.LATE).findFirst().orElse(null);
    if (late != null) {
      texts.put("error.type", "late");
    }
    return new TraceSpan(
        traceId,
        SpanIds.event(sighting),
        parentSpanId,
        parents.stream().map(id -> new TraceSpan.Link(traceId, id)).toList(),
        step.stage(),
        pipeline.namespace(),
        "send " + sighting.topic(),
        TraceSpan.Kind.PRODUCER,
        start * 1_000,
        end * 1_000,
        texts,
        numbers,
        late == null ? null : late(late));
  }

  /** The one it names; else, of those it may come from, the last. */
  private static @Nullable Sighting parent(Sighting child, List<Tie> ties) {
    Sighting last = null;
    for (var tie : ties) {
      var parent = tie.parent();
      if (child.parentId() != null && child.parentId().equals(parent.eventId())) {
        return parent;
      }
      if (last == null || parent.eventMicros() > last.eventMicros()) {
        last = parent;
      }
    }
    return last;
  }

  private static String late(Tie tie) {
    var child = Objects.requireNonNull(tie.child());
    long latency = child.eventMicros() - tie.parent().eventMicros();
    return "%s after %s, expected within %s"
        .formatted(
            text(Duration.ofNanos(latency * 1_000)),
            tie.hop().from(),
            text(Objects.requireNonNull(tie.hop().within())));
  }

  /** What the next stage should have made of the parent's record. */
  private TraceSpan missing(String traceId, Tie tie) {
    var parent = tie.parent();
    var within = Objects.requireNonNull(tie.hop().within());
    long start = micros(parent);
    var texts = messaging("process", tie.hop().to(), parent);
    put(texts, "messaging.message.id", parent.eventId());
    put(texts, "messaging.kafka.message.key", parent.key());
    texts.put("error.type", "lost");
    return new TraceSpan(
        traceId,
        SpanIds.absent(parent, tie.hop().to()),
        SpanIds.event(parent),
        List.of(),
        tie.hop().to(),
        pipeline.namespace(),
        "process " + parent.topic(),
        TraceSpan.Kind.CONSUMER,
        start * 1_000,
        start * 1_000 + within.toNanos(),
        texts,
        Map.of("messaging.kafka.offset", parent.offset()),
        "no event within " + text(within));
  }

  private TraceSpan root(String traceId, String rootId, List<TraceSpan> spans) {
    var error = spans.stream().filter(span -> span.error() != null).findFirst().orElse(null);
    var texts = new HashMap<String, String>();
    if (error != null) {
      put(texts, "error.type", error.texts().get("error.type"));
    }
    return new TraceSpan(
        traceId,
        rootId,
        null,
        List.of(),
        pipeline.name(),
        pipeline.namespace(),
        pipeline.name(),
        TraceSpan.Kind.INTERNAL,
        spans.stream().mapToLong(TraceSpan::startNanos).min().orElseThrow(),
        spans.stream().mapToLong(TraceSpan::endNanos).max().orElseThrow(),
        texts,
        Map.of(),
        error == null ? null : error.service() + ": " + error.error());
  }

  private Map<String, String> messaging(String operation, String stage, Sighting record) {
    var texts = new HashMap<String, String>();
    texts.put("messaging.system", "kafka");
    texts.put("messaging.operation.type", operation);
    texts.put("messaging.operation.name", operation);
    texts.put("messaging.destination.name", record.topic());
    texts.put("messaging.destination.partition.id", Integer.toString(record.partition()));
    put(texts, "messaging.consumer.group.name", group(stage));
    texts.put("weir.pipeline", pipeline.name());
    return texts;
  }

  private static void put(Map<String, String> texts, String key, @Nullable String value) {
    if (value != null) {
      texts.put(key, value);
    }
  }

  private @Nullable String group(String stage) {
    return pipeline.groups().stream()
        .filter(rule -> rule.stage().equals(stage))
        .map(GroupRule::group)
        .findFirst()
        .orElse(null);
  }

  /** When it happened; when it was read where nothing tells. */
  private static long micros(Sighting sighting) {
    return sighting.eventMicros() > 0 ? sighting.eventMicros() : sighting.observedMicros();
  }

  /** As people write it: 5s, 1m30s, 7.98s. */
  static String text(Duration duration) {
    return duration.toString().substring(2).toLowerCase(Locale.ROOT);
  }
}
