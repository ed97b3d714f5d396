package dev.weir.monitor;

import dev.weir.flow.ObserverView;
import dev.weir.flow.PipelineView;
import dev.weir.flow.RejectedRecord;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Rejection;
import dev.weir.verdict.Validation;
import dev.weir.verdict.Verdict;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the surfaces (API, probes, metrics, page) may ask. Everything not a Uni is from memory. */
public interface Monitoring {

  /** The definition that is watched. */
  Pipeline pipeline();

  /** The latest view; empty before the first one. */
  Optional<PipelineView> view();

  /** Weir itself, as of the latest view; before the first one without lags. */
  ObserverView observer();

  /**
   * The latest view judged for this instant or one half a second before; UNKNOWN with a reason
   * before the first view.
   */
  Verdict verdict();

  /** Some keys of a stage as of the latest view; empty if there is no such stage. */
  Optional<KeyPage> keys(String stage, KeyQuery query);

  /**
   * Some records of a stage of which something could not be read, newest first, as of the latest
   * view; empty if there is no such stage or no view yet.
   *
   * @param reason only of this reason, or null for all
   * @param limit at most so many
   */
  Optional<List<RejectedRecord>> rejected(String stage, @Nullable Rejection reason, int limit);

  /** Judges now, and keeps the validation. Fails only by a defect: an outage is in the verdict. */
  Uni<Validation> validate();

  /** The last validation that this replica made or read; empty before the first. */
  Optional<Validation> lastValidation();

  /**
   * Kept validations from {@code since} on, newest first. Fails when the store is not available.
   */
  Uni<List<Validation>> validations(Instant since, int limit);

  /** What the probes say. */
  Vitals vitals();

  /** What this process has counted. */
  Tallies tallies();
}
