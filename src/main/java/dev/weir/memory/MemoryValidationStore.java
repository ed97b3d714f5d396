package dev.weir.memory;

import dev.weir.monitor.ValidationStore;
import dev.weir.verdict.Validation;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Validations in this process, bounded in number and age. Age is counted back from the validation
 * that is kept, not from a clock.
 */
public final class MemoryValidationStore implements ValidationStore {
  private static final Comparator<Validation> NEWEST_FIRST =
      Comparator.comparing((Validation validation) -> validation.verdict().at())
          .thenComparing(Validation::id)
          .reversed();

  private final int limit;
  private final Duration age;
  private final TreeSet<Validation> history = new TreeSet<>(NEWEST_FIRST);
  private long newestToken = Long.MIN_VALUE;

  /**
   * An empty history.
   *
   * @param limit validations kept at most, from 1
   * @param age how long one is kept
   */
  public MemoryValidationStore(int limit, Duration age) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, but is " + limit);
    }
    this.limit = limit;
    this.age = age;
  }

  @Override
  public Uni<Boolean> keep(Validation validation, long token) {
    return Uni.createFrom().item(() -> add(validation, token));
  }

  @Override
  public Uni<List<Validation>> since(Instant since, int limit) {
    return Uni.createFrom().item(() -> newest(since, limit));
  }

  private synchronized boolean add(Validation validation, long token) {
    if (token < newestToken) {
      return false;
    }
    newestToken = token;
    history.add(validation);
    Instant oldest = validation.verdict().at().minus(age);
    while (history.size() > limit || history.getLast().verdict().at().isBefore(oldest)) {
      history.removeLast();
    }
    return true;
  }

  private synchronized List<Validation> newest(Instant since, int limit) {
    return history.stream()
        .takeWhile(validation -> !validation.verdict().at().isBefore(since))
        .limit(Math.max(0, limit))
        .toList();
  }
}
