package dev.weir.monitor;

import dev.weir.flow.Micros;
import dev.weir.monitor.TracePath.Passage;
import dev.weir.monitor.TracePath.State;
import dev.weir.monitor.TracePath.Step;
import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Pipeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What became of the events of one trace on each hop. A child belongs to the parent whose id it
 * carries; one that carries none, or one of an event that is not known, to the last event of the
 * upstream stage before it, or else to the first. Pure.
 */
final class Passages {
  private final Pipeline pipeline;
  private final List<Step> steps;
  private final Set<String> ids = new HashSet<>();
  private final @Nullable Instant readUpTo;

  private Passages(Pipeline pipeline, List<Step> steps, @Nullable Instant readUpTo) {
    this.pipeline = pipeline;
    this.steps = steps;
    this.readUpTo = readUpTo;
    for (var step : steps) {
      if (step.sighting().eventId() != null) {
        ids.add(step.sighting().eventId());
      }
    }
  }

  /**
   * The passages of a trace.
   *
   * @param steps by event time
   * @param readUpTo a child from before this instant has been seen, if it is there; null when that
   *     is not known, so that none is said to be missing
   */
  static List<Passage> of(Pipeline pipeline, List<Step> steps, @Nullable Instant readUpTo) {
    return ties(pipeline, steps, readUpTo).stream().map(Tie::passage).toList();
  }

  /** The same, each with the events that it is between. */
  static List<Tie> ties(Pipeline pipeline, List<Step> steps, @Nullable Instant readUpTo) {
    var passages = new Passages(pipeline, steps, readUpTo);
    return pipeline.hops().stream().flatMap(hop -> passages.of(hop).stream()).toList();
  }

  /**
   * A parent, and its child on a hop.
   *
   * @param child null when none was seen
   */
  record Tie(Hop hop, Sighting parent, @Nullable Sighting child, State state) {
    Passage passage() {
      var latency = child == null ? null : child.eventMicros() - parent.eventMicros();
      return new Passage(hop.from(), hop.to(), latency, state);
    }
  }

  private List<Tie> of(Hop hop) {
    var parents = of(hop.from());
    var children = new LinkedHashMap<Sighting, List<Sighting>>();
    parents.forEach(parent -> children.put(parent, new ArrayList<>()));
    for (var child : of(hop.to())) {
      var parent = parentOf(hop, child, parents);
      if (parent != null) {
        children.getOrDefault(parent, new ArrayList<>()).add(child);
      }
    }
    var ties = new ArrayList<Tie>();
    for (Map.Entry<Sighting, List<Sighting>> entry : children.entrySet()) {
      var parent = entry.getKey();
      for (var child : entry.getValue()) {
        ties.add(tie(hop, parent, child));
      }
      if (entry.getValue().isEmpty() && isExpected(hop, parent, parents)) {
        ties.add(new Tie(hop, parent, null, waiting(hop, parent)));
      }
    }
    return ties;
  }

  private List<Sighting> of(String stage) {
    return steps.stream().filter(step -> step.stage().equals(stage)).map(Step::sighting).toList();
  }

  private @Nullable Sighting parentOf(Hop hop, Sighting child, List<Sighting> parents) {
    var id = child.parentId();
    if (id != null && ids.contains(id)) {
      var named = parents.stream().filter(parent -> id.equals(parent.eventId())).findFirst();
      // It may be an event of another stage from which hops come here as well.
      if (named.isPresent() || !isByTrace(hop)) {
        return named.orElse(null);
      }
    }
    return parents.stream()
        .filter(parent -> parent.eventMicros() <= child.eventMicros())
        .max(Comparator.comparingLong(Sighting::eventMicros))
        .orElse(parents.isEmpty() ? null : parents.getFirst());
  }

  static boolean isByTrace(Hop hop) {
    var accounting = hop.accounting();
    return accounting != null && accounting.match() == Hop.Match.TRACE;
  }

  private static Tie tie(Hop hop, Sighting parent, Sighting child) {
    long latency = child.eventMicros() - parent.eventMicros();
    var within = hop.within();
    var state =
        latency < 0
            ? State.NEGATIVE
            : within != null && latency > within.toNanos() / 1_000 ? State.LATE : State.COMPLETED;
    return new Tie(hop, parent, child, state);
  }

  private boolean isExpected(Hop hop, Sighting parent, List<Sighting> parents) {
    long condition = pipeline.conditionBit(hop);
    boolean holds = condition == 0 || (parent.conditions() & condition) != 0;
    return switch (hop.expect()) {
      case SOME, RATIO -> false;
      case EVERY -> holds;
      case ANY_OF -> holds && !cameOut(hop, parent, parents);
    };
  }

  /** Whether a child is in another of the stages of which one has it. */
  private boolean cameOut(Hop hop, Sighting parent, List<Sighting> parents) {
    return hop.anyOf().stream()
        .flatMap(stage -> of(stage).stream())
        .anyMatch(child -> parent.equals(parentOf(hop, child, parents)));
  }

  private State waiting(Hop hop, Sighting parent) {
    var within = hop.within();
    if (within == null || readUpTo == null) {
      return State.PENDING;
    }
    long deadline = parent.eventMicros() + within.toNanos() / 1_000;
    return deadline < Micros.of(readUpTo) ? State.MISSING : State.PENDING;
  }
}
