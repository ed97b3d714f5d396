package dev.weir.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a run has shown so far. Used from several threads. */
final class Outcome {
  private static final int MAX_PROBLEMS = 100;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final long seed;
  private final String program;
  private final Map<Kind, Integer> faults = new EnumMap<>(Kind.class);
  private final Map<Kind, List<Duration>> alone = new EnumMap<>(Kind.class);
  private final List<Duration> together = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private int rounds;
  private int figures;
  private int drift;
  private long records;
  private long answers;
  private Duration took = Duration.ZERO;

  /**
   * Nothing has happened yet.
   *
   * @param program what ran: the jar, or the native executable
   */
  Outcome(long seed, String program) {
    this.seed = seed;
    this.program = program;
  }

  /**
   * A round is over.
   *
   * @param again from when its faults were undone until every replica was right again
   */
  synchronized void round(List<Fault> done, Duration again) {
    rounds++;
    done.forEach(fault -> faults.merge(fault.kind(), 1, Integer::sum));
    if (done.size() == 1) {
      alone.computeIfAbsent(done.getFirst().kind(), _ -> new ArrayList<>()).add(again);
    } else {
      together.add(again);
    }
  }

  /** Something was not as it must be. */
  synchronized void problem(String what) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(what);
    }
  }

  /** Figures that differ from what was written, while nothing was on its way. */
  synchronized void drift(int differing) {
    drift += differing;
  }

  /**
   * How much there was.
   *
   * @param compared figures that each replica was asked for in the end
   * @param seen answers that were looked at while faults were on
   */
  synchronized void totals(long written, int compared, long seen, Duration lasted) {
    records = written;
    figures = compared;
    answers = seen;
    took = lasted;
  }

  synchronized boolean isGood() {
    return drift == 0 && problems.isEmpty();
  }

  synchronized List<String> problems() {
    return List.copyOf(problems);
  }

  synchronized int drift() {
    return drift;
  }

  synchronized Map<Kind, Integer> faults() {
    return Map.copyOf(faults);
  }

  synchronized int rounds() {
    return rounds;
  }

  synchronized long records() {
    return records;
  }

  synchronized long answers() {
    return answers;
  }

  /** For people. */
  synchronized String text() {
    var text = new StringBuilder();
    text.append(
        "%n%-17s %6s %9s %9s  (right again, alone)%n"
            .formatted("fault", "times", "median", "longest"));
    for (var kind : Kind.values()) {
      if (faults.containsKey(kind)) {
        text.append(row(kind.label(), faults.get(kind), alone.getOrDefault(kind, List.of())));
      }
    }
    if (!together.isEmpty()) {
      text.append(row("two at once", together.size(), together));
    }
    text.append(
        "%nprogram  %s%nseed     %d%nrounds   %d in %d s%n"
            .formatted(program, seed, rounds, took.toSeconds()));
    text.append(
        "records  %d, in %d figures; %d answers looked at under faults%n"
            .formatted(records, figures, answers));
    text.append("drift    %d%n".formatted(drift));
    problems.forEach(problem -> text.append("problem  ").append(problem).append('\n'));
    return text.toString();
  }

  private static String row(String name, int times, List<Duration> again) {
    return again.isEmpty()
        ? "%-17s %6d %9s %9s%n".formatted(name, times, "-", "-")
        : "%-17s %6d %8.1fs %8.1fs%n".formatted(name, times, median(again), longest(again));
  }

  /** For programs. */
  synchronized void write(Path file) throws IOException {
    var node = JSON.createObjectNode();
    node.put("program", program).put("seed", seed).put("rounds", rounds);
    node.put("seconds", took.toSeconds()).put("records", records).put("figures", figures);
    node.put("answers", answers).put("drift", drift);
    problems.forEach(node.putArray("problems")::add);
    var byKind = node.putObject("faults");
    faults.forEach(
        (kind, times) -> {
          var fault = byKind.putObject(kind.label()).put("times", times);
          var again = alone.getOrDefault(kind, List.of());
          fault.put("alone", again.size());
          if (!again.isEmpty()) {
            fault.put("medianSeconds", rounded(median(again)));
            fault.put("longestSeconds", rounded(longest(again)));
          }
        });
    if (!together.isEmpty()) {
      node.putObject("twoAtOnce")
          .put("times", together.size())
          .put("medianSeconds", rounded(median(together)))
          .put("longestSeconds", rounded(longest(together)));
    }
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), node);
  }

  private static double rounded(double seconds) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.1f", seconds));
  }

  private static double median(List<Duration> times) {
    return times.stream().sorted().toList().get(times.size() / 2).toMillis() / 1e3;
  }

  private static double longest(List<Duration> times) {
    return times.stream().max(Duration::compareTo).orElseThrow().toMillis() / 1e3;
  }
}
