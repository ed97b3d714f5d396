package dev.weir.verdict;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a view means.
 *
 * @param at the instant it was judged for
 * @param overall the pipeline's status
 * @param reason why, in words and figures
 * @param stages one verdict a stage, in the definition's order
 * @param bottleneck the stage that holds the pipeline back, or null
 */
public record Verdict(
    Instant at,
    Status overall,
    String reason,
    List<StageVerdict> stages,
    @Nullable String bottleneck) {
  /** Copies the stages. */
  public Verdict {
    stages = List.copyOf(stages);
  }
}
