package dev.weir.chaos;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What was written, as the figures that Weir should show: counted as asked for before a record is
 * sent, and as done once the broker has acknowledged it. The truth lies between the two, and is
 * both while nothing is on its way. Used from several threads.
 */
final class Books {
  private final Map<String, LongAdder> asked = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> done = new ConcurrentHashMap<>();
  private final LongAdder records = new LongAdder();

  /**
   * What one record adds.
   *
   * @param name as {@link Names} makes it
   */
  record Entry(String name, long amount) {}

  /** A record is about to be sent. */
  void asked(List<Entry> entries) {
    add(asked, entries);
  }

  /** It is in the log. */
  void done(List<Entry> entries) {
    add(done, entries);
    records.increment();
  }

  private static void add(Map<String, LongAdder> figures, List<Entry> entries) {
    entries.forEach(
        entry -> figures.computeIfAbsent(entry.name(), _ -> new LongAdder()).add(entry.amount()));
  }

  /** At most this can be in the logs now. */
  Map<String, Long> most() {
    return sums(asked);
  }

  /** At least this is in the logs now. */
  Map<String, Long> least() {
    return sums(done);
  }

  /** Records that the broker has acknowledged. */
  long records() {
    return records.sum();
  }

  private static Map<String, Long> sums(Map<String, LongAdder> figures) {
    var sums = new TreeMap<String, Long>();
    figures.forEach((name, sum) -> sums.put(name, sum.sum()));
    return sums;
  }
}
