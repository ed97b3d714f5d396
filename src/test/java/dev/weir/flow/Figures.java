package dev.weir.flow;

import dev.weir.pipeline.ClockCase;
import dev.weir.trace.TraceNotation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything that a reader can see of figures, as a value that tests can compare. */
record Figures(
    long events,
    long bytes,
    long traced,
    long newest,
    List<Long> rejected,
    List<Long> clock,
    List<Long> traces,
    Map<String, List<Long>> keys,
    List<Long> other,
    List<Object> windows) {

  static Figures of(StageFigures figures, Instant... instants) {
    var counts = figures.counts();
    var rejected = new ArrayList<Long>();
    for (var reason : dev.weir.pipeline.Rejection.values()) {
      rejected.add(counts.rejected(reason));
    }
    var clock = new ArrayList<Long>();
    for (var which : ClockCase.values()) {
      clock.add(counts.clock(which));
    }
    var traces = new ArrayList<Long>();
    for (var notation : TraceNotation.values()) {
      traces.add(counts.traced(notation));
    }
    var keys = new TreeMap<String, List<Long>>();
    var table = figures.keys();
    for (int entry = 0; entry < table.size(); entry++) {
      keys.put(
          new String(table.key(entry), StandardCharsets.UTF_8),
          List.of(table.events(entry), table.newest(entry)));
    }
    var windows = new ArrayList<Object>();
    for (var now : instants) {
      windows.add(String.valueOf(figures.rate().perSecond(now)));
      windows.add(String.valueOf(figures.hop().recent(now).quantiles()));
      windows.add(String.valueOf(figures.origin().recent(now).quantiles()));
      windows.add(figures.skew().ahead(now) + " " + figures.skew().behind(now));
    }
    windows.add(figures.hop().measured());
    windows.add(figures.hop().negative());
    return new Figures(
        counts.events(),
        counts.bytes(),
        counts.traced(),
        counts.newestMicros(),
        rejected,
        clock,
        traces,
        keys,
        List.of(table.otherEvents(), table.otherNewest()),
        windows);
  }
}
