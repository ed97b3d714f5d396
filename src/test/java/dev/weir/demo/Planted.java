package dev.weir.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The faults that were planted, so that what Weir finds can be compared. Thread-safe. */
public final class Planted {
  private static final int LIMIT = 10_000;

  /**
   * One fault.
   *
   * @param id the checked signal that got no order, or more than one
   * @param traceId its trace
   * @param timestamp its event time, RFC 3339
   */
  public record Fault(String id, String traceId, String symbol, String timestamp) {
    private static Fault of(Event checked) {
      return new Fault(
          checked.id().toString(), checked.traceId(), checked.symbol(), checked.timestamp());
    }
  }

  /**
   * What was planted so far.
   *
   * @param lost the newest, at most 10,000
   * @param lostTotal how many there were
   * @param duplicated the newest, at most 10,000
   * @param duplicatedTotal how many there were
   */
  public record Summary(
      List<Fault> lost, long lostTotal, List<Fault> duplicated, long duplicatedTotal) {}

  private final Deque<Fault> lost = new ArrayDeque<>();
  private final Deque<Fault> duplicated = new ArrayDeque<>();
  private long lostTotal;
  private long duplicatedTotal;

  synchronized void lose(Event checked) {
    lostTotal++;
    add(lost, checked);
  }

  synchronized void duplicate(Event checked) {
    duplicatedTotal++;
    add(duplicated, checked);
  }

  /** A copy, oldest faults first. */
  public synchronized Summary summary() {
    return new Summary(List.copyOf(lost), lostTotal, List.copyOf(duplicated), duplicatedTotal);
  }

  private static void add(Deque<Fault> faults, Event checked) {
    if (faults.size() == LIMIT) {
      faults.removeFirst();
    }
    faults.add(Fault.of(checked));
  }
}
