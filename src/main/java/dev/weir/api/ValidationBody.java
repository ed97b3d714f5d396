package dev.weir.api;

import dev.weir.verdict.Validation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A verdict that was kept.
 *
 * @param validationId a UUIDv7
 * @param timestamp the instant it was judged for
 * @param namespace the deployment that was judged
 * @param pipeline the pipeline's name
 * @param stages by name, in the definition's order
 * @param overall the overall status
 * @param reason why, naming root causes only
 * @param bottleneck the stage that held the pipeline back, or null
 */
public record ValidationBody(
    String validationId,
    Instant timestamp,
    String namespace,
    String pipeline,
    Map<String, StageStatus> stages,
    String overall,
    String reason,
    @Nullable String bottleneck) {

  /**
   * Past validations.
   *
   * @param validations newest first
   */
  public record History(List<ValidationBody> validations) {}

  static ValidationBody of(Validation validation) {
    var verdict = validation.verdict();
    return new ValidationBody(
        validation.id(),
        verdict.at(),
        validation.namespace(),
        validation.pipeline(),
        StageStatus.of(verdict),
        verdict.overall().name(),
        verdict.reason(),
        verdict.bottleneck());
  }
}
