package dev.weir.verdict;

import dev.weir.flow.PipelineView;
import dev.weir.flow.StageView;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Turns figures into verdicts. A function of its arguments alone.
 *
 * <p>Whatever we cannot see well enough is UNKNOWN, never DOWN and never HEALTHY. Silence is judged
 * up to the instant of the view and without the part that our own lag explains. A silent stage
 * whose upstream explains its silence points to the stage where the flow stops.
 */
public final class Judge {
  private Judge() {}

  /**
   * Judges every stage and the pipeline.
   *
   * @param pipeline the definition
   * @param view the figures; a stage that they lack is UNKNOWN
   * @param now the instant to judge for; figures more than 60 s older than this say nothing
   * @param behindAfter from this time lag of our own reading on, nothing is said of a stage
   */
  public static Verdict judge(
      Pipeline pipeline, PipelineView view, Instant now, Duration behindAfter) {
    var sight = new Sight(view, now, behindAfter);
    var views =
        view.stages().stream().collect(Collectors.toMap(StageView::name, Function.identity()));
    var findings = new LinkedHashMap<String, Finding>();
    for (var stage : pipeline.stages()) {
      var figures = views.get(stage.name());
      findings.put(
          stage.name(),
          figures == null
              ? unseen(stage, "Weir has no figures of it yet")
              : find(pipeline, stage, new Proportion(stage, figures, views), sight, findings));
    }
    return verdict(now, findings);
  }

  /** A verdict for when there is no view: every stage is UNKNOWN for this reason. */
  public static Verdict unknown(Pipeline pipeline, Instant now, String reason) {
    var findings = new LinkedHashMap<String, Finding>();
    pipeline.stages().forEach(stage -> findings.put(stage.name(), unseen(stage, reason)));
    return verdict(now, findings);
  }

  private static Finding find(
      Pipeline pipeline,
      Stage stage,
      Proportion proportion,
      Sight sight,
      Map<String, Finding> findings) {
    var figures = proportion.figures();
    var blindness = sight.blindness(figures);
    if (blindness != null) {
      return unseen(stage, blindness);
    }
    var since = sight.view().observer().since();
    var silence = Silence.of(stage, figures, sight.view().at(), since);
    var above = stage.after().stream().map(hop -> findings.get(hop.from())).toList();
    return new Upstream(pipeline, above, findings).explain(silence, own(silence, proportion));
  }

  /**
   * What the stage's own figures say; those that are of no account while it is silent come last.
   */
  private static StageVerdict own(Silence silence, Proportion proportion) {
    var own = silence.own();
    var trouble = own.status() == Status.HEALTHY ? proportion.trouble() : null;
    return trouble == null ? own : new StageVerdict(own.stage(), Status.DEGRADED, trouble, null);
  }

  private static Finding unseen(Stage stage, String reason) {
    var verdict = new StageVerdict(stage.name(), Status.UNKNOWN, reason, null);
    return new Finding(verdict, null, stage.name());
  }

  private static Verdict verdict(Instant now, Map<String, Finding> findings) {
    var stages = new ArrayList<StageVerdict>();
    findings.values().forEach(finding -> stages.add(finding.verdict()));
    var overall = new Overall(stages);
    return new Verdict(now, overall.status(), overall.reason(), stages, overall.bottleneck());
  }
}
