package dev.weir.simulation;

import dev.weir.flow.PipelineView;
import dev.weir.flow.ViewBuilder.Merged;
import java.util.HashMap;
import java.util.Map;

/** What a reader saw: no figure is ever negative, and none goes back without a reason. */
final class Seen {
  private final Map<String, Long> events = new HashMap<>();
  private final Map<String, Long> newest = new HashMap<>();

  /**
   * Looks at the next view.
   *
   * @param mayGoBack whether data were lost, or records were gone, so that figures may be lower
   * @param isOrdered whether event times are believed as they come
   */
  void next(Merged merged, int keyLimit, int partitions, boolean mayGoBack, boolean isOrdered) {
    notNegative(merged.view());
    for (var stage : merged.view().stages()) {
      var keys = merged.keysOf(stage.name());
      check(keys.size() <= keyLimit, "%s has %d keys".formatted(stage.name(), keys.size()));
      check(stage.gaps().size() <= 100 * partitions, "too many gaps");
      for (int entry = 0; entry < keys.size(); entry++) {
        check(keys.events(entry) >= 0, "a key has negative events");
      }
      check(keys.otherEvents() >= 0, "negative events of other keys");
      Long before = events.put(stage.name(), stage.events());
      check(
          mayGoBack || before == null || before <= stage.events(),
          "events of %s go back from %s to %d".formatted(stage.name(), before, stage.events()));
      var time = stage.newestEventTime();
      Long last = time == null ? null : newest.put(stage.name(), time.toEpochMilli());
      check(
          mayGoBack || !isOrdered || last == null || time == null || last <= time.toEpochMilli(),
          "the newest event time of %s goes back".formatted(stage.name()));
    }
  }

  private static void notNegative(PipelineView view) {
    for (var stage : view.stages()) {
      check(
          stage.events() >= 0
              && stage.bytes() >= 0
              && stage.traced() >= 0
              && stage.outOfOrder() >= 0
              && (stage.ratePerSecond() == null || stage.ratePerSecond() >= 0)
              && stage.rejected().values().stream().allMatch(count -> count >= 0),
          "a figure is negative: " + stage);
    }
    for (var hop : view.hops()) {
      check(hop.measured() >= 0 && hop.negative() >= 0, "a figure is negative: " + hop);
    }
  }

  static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
