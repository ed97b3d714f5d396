package dev.weir.monitor;

import dev.weir.verdict.Validation;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;

/** Keeps validations. A failed {@link Uni} means that the store is not available. */
public interface ValidationStore {

  /**
   * Keeps a validation unless a leader with a larger token has written since.
   *
   * @return false if it was refused
   */
  Uni<Boolean> keep(Validation validation, long token);

  /** Validations made at or after {@code since}, newest first; at most {@code limit}. */
  Uni<List<Validation>> since(Instant since, int limit);
}
