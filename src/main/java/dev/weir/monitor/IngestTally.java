package dev.weir.monitor;

import dev.weir.flow.KeyView;
import dev.weir.monitor.Tallies.DelayTally;
import dev.weir.monitor.Tallies.HopName;
import dev.weir.monitor.Tallies.LatencyTally;
import dev.weir.monitor.Tallies.StageTally;
import dev.weir.monitor.Tallies.StageTopic;
import dev.weir.pipeline.ClockCase;
import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.StageEvent;
import dev.weir.trace.TraceNotation;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one poll loop has counted since it began, for scrapers. Filled by that loop only. */
public final class IngestTally {
  /** Topics, all stages together, that are counted each on its own. */
  static final int MOST_TOPICS = 10_000;

  private final Map<StageTopic, Cells> cells = new HashMap<>();
  private final Map<String, DelayCells> delays = new HashMap<>();
  private final Map<HopName, LatencyCells> hops = new HashMap<>();
  private final LatencyCells endToEnd = new LatencyCells();

  /**
   * A copy for readers.
   *
   * @param stages by stage and topic
   * @param delays by stage
   * @param hops by hop
   * @param pipeline end to end
   */
  public record Counts(
      Map<StageTopic, StageTally> stages,
      Map<String, DelayTally> delays,
      Map<HopName, LatencyTally> hops,
      LatencyTally pipeline) {}

  /** The counters of one stage on one topic. */
  public final class Cells {
    private final @Nullable LatencyCells hop;
    private final DelayCells delays;
    private final boolean isLast;
    private final long[] rejected = new long[Rejection.count()];
    private final long[] clock = new long[ClockCase.count()];
    private final long[] traces = new long[TraceNotation.count()];
    private long events;
    private long bytes;

    private Cells(@Nullable LatencyCells hop, DelayCells delays, boolean isLast) {
      this.hop = hop;
      this.delays = delays;
      this.isLast = isLast;
    }

    /**
     * Counts one event.
     *
     * @param latestMicros later event times than this are of a clock that is ahead, and tell no
     *     latency
     * @param givenUp events whose times were given up because of this one
     */
    // The ordinals of both enums are fixed, because snapshots hold them.
    @SuppressWarnings("EnumOrdinal")
    public void add(StageEvent event, long latestMicros, long givenUp) {
      events++;
      bytes += event.sizeBytes;
      for (int bits = event.rejections; bits != 0; bits &= bits - 1) {
        rejected[Integer.numberOfTrailingZeros(bits)]++;
      }
      if (event.notation != null) {
        traces[event.notation.ordinal()]++;
      }
      var odd = ClockCase.of(event);
      if (odd != null) {
        clock[odd.ordinal()]++;
      }
      clock[ClockCase.QUARANTINED.ordinal()] += givenUp;
      if (odd != ClockCase.UNTIMED && event.eventTimeMicros <= latestMicros) {
        addLatencies(event);
      }
    }

    /**
     * Counts how long one record was on its way to us; for one of each fetch.
     *
     * @param stamped whether the record's time is when the broker appended it
     * @param readMicros when it was read
     */
    public void addDelays(StageEvent event, boolean stamped, long readMicros) {
      delays.add(event, stamped, readMicros);
    }

    private void addLatencies(StageEvent event) {
      if (hop != null && event.parentTimeMicros != StageEvent.NO_TIME) {
        hop.add(event.eventTimeMicros - event.parentTimeMicros, event);
      }
      if (isLast && event.originTimeMicros != StageEvent.NO_TIME) {
        endToEnd.add(event.eventTimeMicros - event.originTimeMicros, event);
      }
    }

    private StageTally tally() {
      return new StageTally(events, bytes, rejected.clone(), clock.clone(), traces.clone());
    }
  }

  /**
   * The counters of a stage on a topic. Counters never end, so where topics come and go by the
   * thousand those beyond {@value #MOST_TOPICS} share one of each stage.
   *
   * @param isLast whether the stage is where the pipeline ends
   */
  public Cells cells(Stage stage, String topic, boolean isLast) {
    var name = new StageTopic(stage.name(), topic);
    boolean fits = cells.size() < MOST_TOPICS || cells.containsKey(name);
    return cells.computeIfAbsent(
        fits ? name : new StageTopic(stage.name(), KeyView.OVERFLOW),
        _ -> {
          var only = stage.after().size() == 1 ? stage.after().getFirst() : null;
          var hop =
              only == null
                  ? null
                  : hops.computeIfAbsent(
                      new HopName(only.from(), only.to()), _ -> new LatencyCells());
          return new Cells(
              hop, delays.computeIfAbsent(stage.name(), _ -> new DelayCells()), isLast);
        });
  }

  /** A copy for readers. */
  public Counts counts() {
    var stages = new HashMap<StageTopic, StageTally>();
    cells.forEach((name, cell) -> stages.put(name, cell.tally()));
    var delayed = new HashMap<String, DelayTally>();
    delays.forEach((stage, delay) -> delayed.put(stage, delay.toTally()));
    var latencies = new HashMap<HopName, LatencyTally>();
    hops.forEach((name, latency) -> latencies.put(name, latency.toTally()));
    return new Counts(
        Map.copyOf(stages), Map.copyOf(delayed), Map.copyOf(latencies), endToEnd.toTally());
  }
}
