package dev.weir.config;

import dev.weir.pipeline.Hop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sorts stages so that each comes after those it depends on, or names the cycles. */
final class StageOrder {
  private StageOrder() {}

  /**
   * Sorts the stages by what they depend on.
   *
   * @param hops for each stage, in order of declaration, the hops that end in it
   * @return the names in topological order, otherwise as declared; those in and behind cycles last
   */
  static List<String> of(Map<String, List<Hop>> hops, Key stagesKey, Inputs inputs) {
    var order = new ArrayList<String>();
    var left = new LinkedHashSet<>(hops.keySet());
    boolean found = true;
    while (found) {
      found = false;
      for (var name : left) {
        if (hops.getOrDefault(name, List.of()).stream().noneMatch(h -> left.contains(h.from()))) {
          order.add(name);
          left.remove(name);
          found = true;
          break;
        }
      }
    }
    reportCycles(left, hops, stagesKey, inputs);
    order.addAll(left);
    return order;
  }

  /** Each stage that is left has a predecessor that is left, so walking back ends in a cycle. */
  private static void reportCycles(
      Set<String> left, Map<String, List<Hop>> hops, Key stagesKey, Inputs inputs) {
    var seen = new HashSet<String>();
    for (var start : left) {
      var walk = new ArrayList<String>();
      var name = start;
      while (seen.add(name)) {
        walk.add(name);
        name =
            hops.getOrDefault(name, List.of()).stream()
                .map(Hop::from)
                .filter(left::contains)
                .findFirst()
                .orElseThrow();
      }
      int entry = walk.indexOf(name);
      if (entry >= 0) {
        var cycle = new ArrayList<>(walk.subList(entry, walk.size()));
        cycle.add(name);
        inputs.problem(
            stagesKey.child(name, "after"),
            "the cycle " + String.join(" → ", cycle.reversed()),
            "stages that do not depend on themselves");
      }
    }
  }
}
