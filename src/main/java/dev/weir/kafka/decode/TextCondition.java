package dev.weir.kafka.decode;

import dev.weir.pipeline.Condition;
import dev.weir.pipeline.Slice;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A condition with its values as the bytes that they are compared with. */
final class TextCondition {
  private final byte[][] values;
  private final boolean negated;

  TextCondition(Condition condition) {
    values =
        condition.values().stream()
            .map(value -> value.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    negated = condition.negated();
  }

  /** Whether it holds where there is no value: nothing equals any. */
  boolean holdsWithoutValue() {
    return negated;
  }

  /** Whether it holds for a value. */
  boolean holds(Slice value) {
    int from = value.offset();
    for (byte[] expected : values) {
      if (Arrays.equals(expected, 0, expected.length, value.bytes(), from, from + value.length())) {
        return !negated;
      }
    }
    return negated;
  }
}
