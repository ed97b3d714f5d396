package dev.weir.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What happens, on what.
 *
 * @param topology what there is
 * @param steps what befalls it
 */
record Schedule(Topology topology, List<Step> steps) {
  static Schedule of(long seed) {
    var random = new Random(seed);
    random.nextInt();
    var topology = Topology.random(seed, random);
    var steps = new ArrayList<Step>();
    int length = 30 + random.nextInt(120);
    for (int number = 0; number < length; number++) {
      steps.add(Step.random(random));
    }
    return new Schedule(topology, steps);
  }

  /** What is wrong in the end or on the way; null when nothing is. */
  @Nullable String fault(Sabotage sabotage) {
    try {
      var world = new World(topology, sabotage);
      steps.forEach(world::play);
      return world.end();
    } catch (RuntimeException | AssertionError e) {
      return String.valueOf(e);
    }
  }

  /** What is stored of each partition after each step, by its offset. */
  List<List<Long>> trail() {
    var world = new World(topology, Sabotage.NONE);
    var trail = new ArrayList<List<Long>>();
    for (var step : steps) {
      world.play(step);
      trail.add(world.storedOffsets());
    }
    return trail;
  }

  /** A schedule that still fails, and does not when any one step of it is left out. */
  Schedule shortest(Sabotage sabotage) {
    var left = new ArrayList<>(steps);
    for (int cut = Math.max(left.size() / 2, 1); cut > 0; ) {
      boolean isShorter = false;
      for (int from = 0; from < left.size(); ) {
        var without = new ArrayList<>(left);
        without.subList(from, Math.min(from + cut, left.size())).clear();
        if (new Schedule(topology, without).fault(sabotage) == null) {
          from += cut;
        } else {
          left = without;
          isShorter = true;
        }
      }
      if (!isShorter || cut > 1) {
        cut = cut / 2;
      }
    }
    return new Schedule(topology, left);
  }

  /** What happens, in words. */
  String story(Sabotage sabotage) {
    var world = new World(topology, sabotage);
    var words = new StringBuilder("On ").append(topology).append(":\n");
    for (int number = 0; number < steps.size(); number++) {
      var step = steps.get(number);
      words.append("%4d. %s%n".formatted(number + 1, world.words(step)));
      try {
        world.play(step);
      } catch (RuntimeException | AssertionError e) {
        return words.append("This fails.").toString();
      }
    }
    return words.toString();
  }
}
