package dev.weir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FieldSourceTest {
  @Test
  void isNotedAsTheDefinitionWritesIt() {
    assertThat(new FieldSource.TraceContext().notation()).isEqualTo("trace-context");
    assertThat(new FieldSource.Header("ce_id").notation()).isEqualTo("header:ce_id");
    assertThat(new FieldSource.RecordKey().notation()).isEqualTo("record-key");
    assertThat(new FieldSource.RecordTime().notation()).isEqualTo("record-time");
    assertThat(new FieldSource.Json(List.of("data", "", "a/b~1")).notation())
        .isEqualTo("json:/data//a~1b~01");
  }
}
