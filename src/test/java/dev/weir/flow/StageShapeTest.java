package dev.weir.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.StageShape.Group;
import dev.weir.pipeline.FieldSources;
import dev.weir.trace.TraceNotation;
import java.util.List;
import org.junit.jupiter.api.Test;

class StageShapeTest {
  @Test
  void theFormatsOfTraceContextShapeTheFlowOnly() {
    var before = shape(FieldSources.ALL_TRACE_FORMATS).fingerprints();
    var after = shape(List.of(TraceNotation.W3C)).fingerprints();

    assertThat(after.get(Group.FLOW)).isNotEqualTo(before.get(Group.FLOW));
    assertThat(after.get(Group.KEYS)).isEqualTo(before.get(Group.KEYS));
    assertThat(after.get(Group.LATENCY)).isEqualTo(before.get(Group.LATENCY));
  }

  private static StageShape shape(List<TraceNotation> formats) {
    var fields = FieldSources.defaults().withTraceFormats(formats);
    var stages = Events.pipeline().stages();
    return StageShape.of(Pipelines.of(fields, stages), stages.getFirst(), 10);
  }
}
