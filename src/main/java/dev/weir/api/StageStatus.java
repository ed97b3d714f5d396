package dev.weir.api;

import dev.weir.verdict.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a stage.
 *
 * @param status its status
 * @param reason why, in words and figures
 * @param cause the upstream stage that this one only suffers from, or null
 */
public record StageStatus(String status, String reason, @Nullable String cause) {

  static Map<String, StageStatus> of(Verdict verdict) {
    var stages = new LinkedHashMap<String, StageStatus>();
    for (var stage : verdict.stages()) {
      stages.put(
          stage.stage(), new StageStatus(stage.status().name(), stage.reason(), stage.cause()));
    }
    return stages;
  }
}
