package dev.weir.api;

import static java.util.stream.Collectors.joining;

import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;

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
    var known = pipeline.stages().stream().map(Stage::name).collect(joining(", "));
    throw Problem.of(
        404,
        "stage-unknown",
        "There is no such stage",
        "there is no stage '%s'; there are %s".formatted(shown(stage), known));
  }

  /** The hop between these stages; throws when the pipeline has none. */
  static Hop checkHop(Pipeline pipeline, String from, String to) {
    for (var hop : pipeline.hops()) {
      if (hop.from().equals(from) && hop.to().equals(to)) {
        return hop;
      }
    }
    var known =
        pipeline.hops().stream().map(hop -> hop.from() + "/" + hop.to()).collect(joining(", "));
    throw Problem.of(
        404,
        "hop-unknown",
        "There is no such hop",
        "there is no hop '%s/%s'; there are %s".formatted(shown(from), shown(to), known));
  }

  /** The hop's parents need not all have a child. */
  static ProblemException account(Hop hop) {
    return Problem.of(
        404,
        "hop-not-accounted",
        "This hop is not accounted",
        "of %s to %s only some events are expected: nothing can be lost"
            .formatted(hop.from(), hop.to()));
  }

  /** What somebody asked for, as messages show it: not endless. */
  static String shown(String text) {
    return text.length() > 80 ? text.substring(0, 80) + "…" : text;
  }
}
