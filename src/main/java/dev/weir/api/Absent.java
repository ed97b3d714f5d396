package dev.weir.api;

import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import java.util.stream.Collectors;

/** The problems of asking for what is not there. */
final class Absent {
  private Absent() {}

  /** Before the first view. */
  static ProblemException view() {
    return Problem.of(
        503,
        "no-view-yet",
        "There are no figures yet",
        "Weir has not built its first view yet; try again in a few seconds");
  }

  /** Throws when the pipeline has no such stage. */
  static void checkStage(Pipeline pipeline, String stage) {
    if (pipeline.stage(stage).isPresent()) {
      return;
    }
    var known = pipeline.stages().stream().map(Stage::name).collect(Collectors.joining(", "));
    var shown = stage.length() > 80 ? stage.substring(0, 80) + "…" : stage;
    throw Problem.of(
        404,
        "stage-unknown",
        "There is no such stage",
        "there is no stage '%s'; there are %s".formatted(shown, known));
  }
}
