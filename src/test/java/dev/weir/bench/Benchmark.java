package dev.weir.bench;

import java.util.List;

/** Something to measure under a name; {@link Bench} lists all. */
public interface Benchmark {
  /** What the command line and the file of its results call it. */
  String name();

  /** What it measures, in one line. */
  String title();

  /** What the measured processes are started with, as far as it matters. */
  String flags();

  /**
   * Measures. What cannot be measured here, because something is missing, is a {@link Row.Missing}.
   *
   * @throws Exception if what is measured fails; the other benchmarks run all the same
   */
  List<Row> run(Setting setting) throws Exception;
}
