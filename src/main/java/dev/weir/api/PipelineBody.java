package dev.weir.api;

import dev.weir.flow.PipelineView;
import dev.weir.pipeline.Pipeline;
import dev.weir.verdict.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole view.
 *
 * @param namespace the deployment that is watched
 * @param pipeline the pipeline's name
 * @param status the overall status
 * @param reason why
 * @param at the instant of the figures
 * @param bottleneck the stage that holds the pipeline back, or null
 * @param stages in the definition's order
 * @param hops in the order of the stages they end in
 * @param endToEnd latency of the whole pipeline; null when it cannot be measured
 * @param observer Weir itself
 * @param groups consumer groups
 */
public record PipelineBody(
    String namespace,
    String pipeline,
    String status,
    String reason,
    Instant at,
    @Nullable String bottleneck,
    List<StageBody> stages,
    List<HopBody> hops,
    @Nullable EndToEnd endToEnd,
    ObserverBody observer,
    List<String> groups) {

  /**
   * Latency from the earliest stage's event to the last stage's, in seconds.
   *
   * @param from the first stage
   * @param to the last stage
   * @param p50 the median
   * @param p95 the 95th percentile
   * @param p99 the 99th percentile
   * @param max the largest
   */
  public record EndToEnd(String from, String to, double p50, double p95, double p99, double max) {}

  static PipelineBody of(Pipeline pipeline, PipelineView view, Verdict verdict) {
    var statuses = StageStatus.of(verdict);
    var stages = new ArrayList<StageBody>();
    for (var stage : view.stages()) {
      var status = statuses.get(stage.name());
      if (status != null) {
        stages.add(StageBody.of(stage, status, verdict.at()));
      }
    }
    return new PipelineBody(
        pipeline.namespace(),
        pipeline.name(),
        verdict.overall().name(),
        verdict.reason(),
        view.at(),
        verdict.bottleneck(),
        stages,
        view.hops().stream().map(HopBody::of).toList(),
        endToEnd(pipeline, view),
        ObserverBody.of(view.observer()),
        List.of());
  }

  private static @Nullable EndToEnd endToEnd(Pipeline pipeline, PipelineView view) {
    var latency = view.endToEnd();
    if (latency == null) {
      return null;
    }
    return new EndToEnd(
        pipeline.stages().getFirst().name(),
        pipeline.stages().getLast().name(),
        latency.p50(),
        latency.p95(),
        latency.p99(),
        latency.max());
  }
}
