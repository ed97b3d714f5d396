package dev.weir.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * How a benchmark is to be run.
 *
 * @param benchmark its name
 * @param rounds how often each subject is measured
 * @param quick whether a rough figure is enough
 * @param binary Weir's native executable, or null where none was built
 * @param folder for files; kept
 * @param began {@link System#nanoTime} when all of it began
 * @param progress where to tell what is going on
 */
public record Setting(
    String benchmark,
    int rounds,
    boolean quick,
    @Nullable Path binary,
    Path folder,
    long began,
    PrintStream progress) {

  /** The same with another number of rounds. */
  public Setting withRounds(int other) {
    return new Setting(benchmark, other, quick, binary, folder, began, progress);
  }

  /** Tells what is going on. */
  public void say(String what) {
    var time = Duration.ofNanos(System.nanoTime() - began);
    progress.printf(
        Locale.ROOT,
        "weir bench %02d:%02d %s: %s%n",
        time.toMinutes(),
        time.toSecondsPart(),
        benchmark,
        what);
  }

  /** The first amount, or the second where a rough figure is enough. */
  public int amount(int usual, int quick) {
    return this.quick ? quick : usual;
  }

  /**
   * Measures the subjects in turn, A B A B, so that what else happens on the machine meets all
   * alike.
   *
   * @param subjects by name, in their order
   * @return what each gave, a value a round
   */
  public <T> Rounds<T> alternate(SequencedMap<String, Callable<T>> subjects) throws Exception {
    var results = new LinkedHashMap<String, List<T>>();
    for (int round = 1; round <= rounds; round++) {
      for (var subject : subjects.entrySet()) {
        say("%s, round %d of %d".formatted(subject.getKey(), round, rounds));
        results
            .computeIfAbsent(subject.getKey(), _ -> new ArrayList<>())
            .add(subject.getValue().call());
      }
    }
    return new Rounds<>(results);
  }
}
