package dev.weir.registry;

/**
 * How many schemas that nobody has may be asked for: a stock that empties with each asking, is
 * refilled by each schema that is found, and else slowly with time. So a topic of records that only
 * look as if they named schemas costs the registry one request a second. Not thread-safe.
 */
final class AskingBudget {
  private static final long REFILL_NANOS = 1_000_000_000;

  private final int capacity;
  private int stock;
  private long refilledNanos;

  AskingBudget(int capacity, long nowNanos) {
    this.capacity = capacity;
    stock = capacity;
    refilledNanos = nowNanos;
  }

  /** Takes one, if there is one. */
  boolean take(long nowNanos) {
    long gained = (nowNanos - refilledNanos) / REFILL_NANOS;
    if (gained > 0) {
      stock = (int) Math.min(stock + gained, capacity);
      refilledNanos += gained * REFILL_NANOS;
    }
    if (stock == 0) {
      return false;
    }
    stock--;
    return true;
  }

  /** Gives one back. */
  void giveBack() {
    stock = Math.min(stock + 1, capacity);
  }
}
