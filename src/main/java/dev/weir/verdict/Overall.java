package dev.weir.verdict;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the verdicts of all stages mean for the pipeline. */
record Overall(List<StageVerdict> stages) {
  /** Worst first: something that is known to be broken outweighs something that is not known. */
  private static final List<Status> TROUBLE = List.of(Status.DOWN, Status.UNKNOWN, Status.DEGRADED);

  private static final int NAMED = 3;

  Status status() {
    for (var status : TROUBLE) {
      if (count(status) > 0) {
        return status;
      }
    }
    return count(Status.IDLE) == stages.size() ? Status.IDLE : Status.HEALTHY;
  }

  /** The first unhealthy stage that is not merely a consequence of another one. */
  @Nullable String bottleneck() {
    return stages.stream()
        .filter(stage -> stage.status() == Status.DOWN || stage.status() == Status.DEGRADED)
        .filter(stage -> stage.cause() == null)
        .map(StageVerdict::stage)
        .findFirst()
        .orElse(null);
  }

  /** Names root causes only, worst first, each reason once. */
  String reason() {
    return switch (status()) {
      case DOWN, UNKNOWN, DEGRADED -> causes();
      case IDLE ->
          "nothing is expected now; %s: %s"
              .formatted(stages.getFirst().stage(), stages.getFirst().reason());
      case HEALTHY -> {
        var idle =
            stages.stream()
                .filter(stage -> stage.status() == Status.IDLE)
                .map(StageVerdict::stage)
                .toList();
        var healthy = plural(count(Status.HEALTHY)) + " healthy";
        yield idle.isEmpty()
            ? healthy
            : healthy + ", %d idle (%s)".formatted(idle.size(), String.join(", ", idle));
      }
    };
  }

  private String causes() {
    var byReason = new LinkedHashMap<String, List<String>>();
    for (var status : TROUBLE) {
      stages.stream()
          .filter(stage -> stage.status() == status && stage.cause() == null)
          .forEach(
              stage ->
                  byReason
                      .computeIfAbsent(stage.reason(), reason -> new ArrayList<>())
                      .add(stage.stage()));
    }
    if (byReason.size() == 1 && byReason.firstEntry().getValue().size() == stages.size()) {
      return byReason.firstEntry().getKey();
    }
    var named =
        byReason.entrySet().stream()
            .limit(NAMED)
            .map(entry -> String.join(", ", entry.getValue()) + ": " + entry.getKey())
            .collect(Collectors.joining("; "));
    int more = byReason.size() - NAMED;
    return more > 0 ? named + "; and " + more + " more" : named;
  }

  private long count(Status status) {
    return stages.stream().filter(stage -> stage.status() == status).count();
  }

  private static String plural(long count) {
    return count == 1 ? "1 stage" : count + " stages";
  }
}
