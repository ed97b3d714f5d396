package dev.weir.verdict;

import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the stages above a silent one explain of its silence. A stage is starved when it would be
 * better off without the part of its silence in which nothing reached it; one that had stopped
 * before its upstream did is to blame itself.
 *
 * @param pipeline the definition
 * @param above the stages that the hops come from; none for a source
 * @param all every stage judged so far, by name
 */
record Upstream(Pipeline pipeline, List<Finding> above, Map<String, Finding> all) {

  /** What is to be said of a stage whose own figures say {@code own}. */
  Finding explain(Silence silence, StageVerdict own) {
    var alone = new Finding(own, silence.length(), suspect(own) ? own.stage() : null);
    boolean outside = own.status() == Status.IDLE && silence.closed();
    if (above.isEmpty() || outside || above.stream().anyMatch(Upstream::flows)) {
      return alone;
    }
    var root = root();
    if (root.isPresent()) {
      return starves(root.get(), silence, own)
          ? new Finding(starved(silence, own, root.get()), silence.length(), root.get().stage())
          : alone;
    }
    if (own.status() == Status.HEALTHY) {
      return alone;
    }
    var unknown = above.stream().filter(one -> one.status() == Status.UNKNOWN).findFirst();
    return unknown
        .map(one -> untold(silence, own, one))
        .orElseGet(() -> idle(silence, own, above.getFirst()));
  }

  private static boolean flows(Finding finding) {
    return finding.status() == Status.HEALTHY && finding.root() == null;
  }

  private static boolean suspect(StageVerdict own) {
    return rank(own.status()) > 0 || own.status() == Status.UNKNOWN;
  }

  /** The worst stage that the ones above suffer from; of equally bad ones the first. */
  private Optional<Finding> root() {
    return above.stream()
        .map(Finding::root)
        .filter(Objects::nonNull)
        .map(name -> Objects.requireNonNull(all.get(name)))
        .filter(Finding::unhealthy)
        .min(Comparator.comparingInt(finding -> -rank(finding.status())));
  }

  private boolean starves(Finding root, Silence silence, StageVerdict own) {
    int alone = rank(silence.level(ownPart(silence.length())));
    return alone < Math.max(rank(own.status()), rank(root.status()));
  }

  /** The part of a stage's silence during which something still reached it. */
  private Duration ownPart(@Nullable Duration silence) {
    var unfed =
        above.stream().map(Finding::silence).filter(Objects::nonNull).min(Duration::compareTo);
    if (silence == null || unfed.isEmpty() || unfed.get().compareTo(silence) > 0) {
      return Duration.ZERO;
    }
    return silence.minus(unfed.get());
  }

  // A healthy stage is not starved yet, but those below it are, by the same root.
  private StageVerdict starved(Silence silence, StageVerdict own, Finding root) {
    var status = silence.stage().freshness() == null ? byThresholdsOf(root, silence) : own.status();
    if (status == Status.HEALTHY || root.silence() == null) {
      return own;
    }
    var reason =
        "starved: %s has been silent for %s".formatted(root.stage(), Words.of(root.silence()));
    return new StageVerdict(own.stage(), status, reason, root.stage());
  }

  /** A stage without thresholds is as starved as those of the stage that it hangs on make it. */
  private Status byThresholdsOf(Finding root, Silence silence) {
    var freshness = pipeline.stage(root.stage()).map(Stage::freshness).orElse(null);
    return silence.length() == null ? root.status() : Silence.level(freshness, silence.length());
  }

  private static Finding untold(Silence silence, StageVerdict own, Finding above) {
    var reason =
        "%s, and %s cannot be judged: %s"
            .formatted(silence.silent(), above.stage(), above.verdict().reason());
    var cause = above.root() == null ? above.stage() : above.root();
    var verdict = new StageVerdict(own.stage(), Status.UNKNOWN, reason, cause);
    return new Finding(verdict, silence.length(), cause);
  }

  private static Finding idle(Silence silence, StageVerdict own, Finding above) {
    var reason = "nothing comes from %s: %s".formatted(above.stage(), above.verdict().reason());
    var verdict = new StageVerdict(own.stage(), Status.IDLE, reason, null);
    return new Finding(verdict, silence.length(), null);
  }

  private static int rank(Status status) {
    return switch (status) {
      case DOWN -> 2;
      case DEGRADED -> 1;
      case HEALTHY, IDLE, UNKNOWN -> 0;
    };
  }
}
