package dev.weir.flow;

import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import java.util.List;

/** Pipelines for tests. */
final class Pipelines {
  private Pipelines() {}

  static Pipeline of(FieldSources fields, List<Stage> stages) {
    return new Pipeline("test", "trading", fields, stages);
  }
}
