package dev.weir.bench;

import dev.weir.ledger.IdTable;
import dev.weir.ledger.Peeling;
import dev.weir.trace.PackedId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * How often a table cannot name all the ids that it holds, by their number, next to what the pairs
 * alone would give that share all their cells. No time is measured, so other work does no harm.
 */
final class LedgerBench implements Benchmark {
  private static final int MADE_FOR = 100;
  private static final List<Integer> DIFFERENCES = List.of(100, 120, 140, 150, 160, 180);
  private static final int ENOUGH_FAILURES = 200;
  private static final int MOST_TABLES = 2_000_000;
  private static final int QUICK_TABLES = 100_000;
  private static final int AT_ONCE = 2_000;
  private static final int UNUSED_BITS = Long.SIZE - PackedId.WORD_BITS;
  private static final double MILLION = 1e6;

  @Override
  public String name() {
    return "ledger";
  }

  @Override
  public String title() {
    return "tables made for %d differences of which not all could be named".formatted(MADE_FOR);
  }

  @Override
  public String flags() {
    return "%d cells; random ids; a round ends after %d failures or %,d tables"
        .formatted(IdTable.cellsFor(MADE_FOR), ENOUGH_FAILURES, MOST_TABLES);
  }

  @Override
  public List<Row> run(Setting setting) {
    int cells = IdTable.cellsFor(MADE_FOR);
    int most = setting.amount(MOST_TABLES, QUICK_TABLES);
    var rows = new ArrayList<Row>();
    for (int differences : DIFFERENCES) {
      var measured = new ArrayList<Double>();
      for (int round = 1; round <= setting.rounds(); round++) {
        setting.say("%d ids, round %d of %d".formatted(differences, round, setting.rounds()));
        measured.add(failuresOfAMillion(cells, differences, most, round));
      }
      var row = Row.of(name(differences), "of a million", measured);
      rows.add(
          (differences == MADE_FOR ? row.atMost(1) : row)
              .against("pairs alone", List.of(pairs(cells, differences))));
    }
    return rows;
  }

  private static String name(int differences) {
    return String.format(Locale.ROOT, "not all named, %d ids", differences);
  }

  private static double failuresOfAMillion(int cells, int differences, int most, long seed) {
    var failures = new AtomicInteger();
    int tables = 0;
    while (tables < most && failures.get() < ENOUGH_FAILURES) {
      int first = tables;
      IntStream.range(first, first + AT_ONCE)
          .parallel()
          .filter(at -> !isNamed(cells, differences, new SplittableRandom(seed * most + at)))
          .forEach(_ -> failures.incrementAndGet());
      tables += AT_ONCE;
    }
    return failures.get() * MILLION / tables;
  }

  private static boolean isNamed(int cells, int differences, SplittableRandom random) {
    var table = new IdTable(cells);
    for (int at = 0; at < differences; at++) {
      table.add(
          random.nextLong() >>> (UNUSED_BITS + 1),
          random.nextLong() >>> UNUSED_BITS,
          random.nextLong() >>> UNUSED_BITS,
          random.nextBoolean() ? 1 : -1);
    }
    return Peeling.of(table).isExact();
  }

  /** C(n,2)/C(m,5), of a million. */
  private static double pairs(int cells, int differences) {
    double ways = 1;
    for (int at = 0; at < 5; at++) {
      ways *= (cells - at) / (at + 1.0);
    }
    return MILLION * differences * (differences - 1) / 2 / ways;
  }
}
