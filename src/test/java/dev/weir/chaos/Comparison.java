package dev.weir.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiPredicate;

/** Compares figures by name; one that is absent is 0. Each difference is told in words. */
final class Comparison {
  private static final int TOLD = 6;

  private Comparison() {}

  /** Those that are not as they should be. */
  static List<String> differences(Map<String, Long> found, Map<String, Long> right) {
    return failing(found, right, Long::equals, "should be");
  }

  /** Those below what is certainly there. */
  static List<String> behind(Map<String, Long> found, Map<String, Long> least) {
    return failing(found, least, (value, bound) -> value >= bound, "should be at least");
  }

  /** Those that count what is not there, and those below zero. */
  static List<String> impossible(Map<String, Long> found, Map<String, Long> most) {
    return failing(
        found, most, (value, bound) -> value >= 0 && value <= bound, "cannot be more than");
  }

  /** The first few of many. */
  static String some(List<String> differences) {
    var first = String.join("; ", differences.subList(0, Math.min(TOLD, differences.size())));
    int more = differences.size() - TOLD;
    return more > 0 ? first + "; and " + more + " more" : first;
  }

  private static List<String> failing(
      Map<String, Long> found,
      Map<String, Long> bounds,
      BiPredicate<Long, Long> holds,
      String words) {
    var names = new TreeSet<>(found.keySet());
    names.addAll(bounds.keySet());
    var failing = new ArrayList<String>();
    for (var name : names) {
      long value = found.getOrDefault(name, 0L);
      long bound = bounds.getOrDefault(name, 0L);
      if (!holds.test(value, bound)) {
        failing.add("%s: %d, %s %d".formatted(name, value, words, bound));
      }
    }
    return failing;
  }
}
