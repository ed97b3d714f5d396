package dev.weir.monitor;

import dev.weir.flow.ObserverView;
import dev.weir.monitor.Journal.Found;
import dev.weir.monitor.TracePath.Step;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds traces in the journal, and says what became of their events on each hop. */
public final class TraceFinder implements Traces {
  // From being read to being in the journal.
  private static final Duration ON_ITS_WAY = Duration.ofSeconds(2);

  private static final Comparator<Step> BY_TIME =
      Comparator.comparingLong((Step step) -> step.sighting().eventMicros());
  private static final Comparator<Step> BY_PLACE =
      Comparator.comparing((Step step) -> step.sighting().topic())
          .thenComparingInt(step -> step.sighting().partition())
          .thenComparingLong(step -> step.sighting().offset());

  private final Pipeline pipeline;
  private final Journal journal;
  private final @Nullable JournalQueue queue;
  private final Supplier<ObserverView> observer;
  private final InstantSource clock;

  /**
   * A finder.
   *
   * @param queue what this process puts into the journal; null when sightings are not kept
   * @param observer Weir itself, for how far it has read
   */
  public TraceFinder(
      Pipeline pipeline,
      Journal journal,
      @Nullable JournalQueue queue,
      Supplier<ObserverView> observer,
      InstantSource clock) {
    this.pipeline = pipeline;
    this.journal = journal;
    this.queue = queue;
    this.observer = observer;
    this.clock = clock;
  }

  @Override
  public Uni<Answer> trace(String id) {
    if (queue == null) {
      return Uni.createFrom().item(new Answer.Off());
    }
    var sought = SoughtId.of(id);
    return journal.find(sought.hashes()).map(found -> answer(sought, found));
  }

  @Override
  public JournalQueue.Tally journal() {
    return queue == null ? new JournalQueue.Tally(0, 0, 0, 0) : queue.tally();
  }

  private Answer answer(SoughtId sought, Found found) {
    return switch (found) {
      case Found.Unavailable(var detail) -> new Answer.Unavailable(detail);
      case Found.Sightings(var sightings, int storedK) -> {
        var steps = steps(sought, sightings);
        if (!steps.isEmpty()) {
          yield new Answer.Found(
              new TracePath(traceId(steps), steps, Passages.of(pipeline, steps, readUpTo())));
        }
        int k = Math.max(storedK, journal().k());
        yield sought.isKept(k) ? new Answer.Unknown() : new Answer.NotSampled(k);
      }
    };
  }

  private List<Step> steps(SoughtId sought, List<Sighting> sightings) {
    return steps(sightings.stream().filter(sought::wants).toList());
  }

  /** By event time, then as the stages follow each other. */
  List<Step> steps(List<Sighting> sightings) {
    var order = pipeline.stages().stream().map(Stage::name).toList();
    return sightings.stream()
        .flatMap(this::step)
        .sorted(
            BY_TIME.thenComparingInt(step -> order.indexOf(step.stage())).thenComparing(BY_PLACE))
        .toList();
  }

  /** Nothing for a topic that the definition does not name any more. */
  private Stream<Step> step(Sighting sighting) {
    return pipeline.stageOf(sighting.topic()).stream()
        .map(stage -> new Step(stage.name(), sighting));
  }

  /** A tracer that has 64 bits only writes zeros for the others. */
  static @Nullable String traceId(List<Step> steps) {
    return steps.stream()
        .map(step -> step.sighting().traceId())
        .filter(Objects::nonNull)
        .max(Comparator.comparing(id -> !id.startsWith("0".repeat(16))))
        .orElse(null);
  }

  /** Events from before this instant have been seen; null when that is not known. */
  @Nullable Instant readUpTo() {
    var behind = observer.get().lagSeconds();
    return behind == null ? null : clock.instant().minus(behind).minus(ON_ITS_WAY);
  }
}
