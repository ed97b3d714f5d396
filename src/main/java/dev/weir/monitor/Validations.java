package dev.weir.monitor;

import dev.weir.verdict.Validation;
import dev.weir.verdict.Verdict;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Keeps verdicts in the store, and the newest one in memory. */
final class Validations {
  private final ValidationStore store;
  private final Settings settings;
  private final ValidationIds ids;
  private volatile @Nullable Validation last;

  Validations(ValidationStore store, Settings settings, RandomGenerator random) {
    this.store = store;
    this.settings = settings;
    this.ids = new ValidationIds(random);
  }

  /** Keeps a verdict; when the store does not take it, it is still the answer. */
  Uni<Validation> keep(Verdict verdict, long token) {
    var pipeline = settings.pipeline();
    var validation =
        new Validation(ids.next(verdict.at()), pipeline.namespace(), pipeline.name(), verdict);
    last = validation;
    return store.keep(validation, token).onFailure().recoverWithItem(false).replaceWith(validation);
  }

  /** Takes over what another replica has kept, if it is newer. */
  void adopt(List<Validation> newestFirst) {
    if (newestFirst.isEmpty()) {
      return;
    }
    var newest = newestFirst.getFirst();
    var known = last;
    if (known == null || known.verdict().at().isBefore(newest.verdict().at())) {
      last = newest;
    }
  }

  Optional<Validation> last() {
    return Optional.ofNullable(last);
  }

  Uni<List<Validation>> since(Instant since, int limit) {
    return store.since(since, limit);
  }
}
