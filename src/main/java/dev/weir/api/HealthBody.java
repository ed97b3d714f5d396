package dev.weir.api;

import dev.weir.monitor.Monitoring;
import dev.weir.verdict.Verdict;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The pipeline's health.
 *
 * @param status the overall status
 * @param reason why, naming root causes only
 * @param namespace the deployment that is watched
 * @param pipeline the pipeline's name
 * @param checkedAt the instant it was judged for
 * @param bottleneck the stage that holds the pipeline back, or null
 * @param stages by name, in the definition's order
 * @param observer Weir itself
 */
public record HealthBody(
    String status,
    String reason,
    String namespace,
    String pipeline,
    Instant checkedAt,
    @Nullable String bottleneck,
    Map<String, StageStatus> stages,
    ObserverBody observer) {

  static HealthBody of(Monitoring monitoring) {
    Verdict verdict = monitoring.verdict();
    var pipeline = monitoring.pipeline();
    return new HealthBody(
        verdict.overall().name(),
        verdict.reason(),
        pipeline.namespace(),
        pipeline.name(),
        verdict.at(),
        verdict.bottleneck(),
        StageStatus.of(verdict),
        ObserverBody.of(monitoring.observer()));
  }
}
