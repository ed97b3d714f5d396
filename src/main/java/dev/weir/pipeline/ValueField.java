package dev.weir.pipeline;

import java.util.List;

/**
 * A field beside the fixed ones, which the definition names: {@code weir.pipeline.values.NAME}.
 *
 * @param name unique among the pipeline's values
 * @param type what it is read as
 * @param from where it may be found, tried in order; at least one
 */
public record ValueField(String name, FieldType type, List<FieldSource> from) {
  /** The most that a pipeline may have. */
  public static final int MAX_COUNT = 16;

  /** Copies the sources. */
  public ValueField {
    from = List.copyOf(from);
    if (from.isEmpty()) {
      throw new IllegalArgumentException("value " + name + " has no sources");
    }
  }
}
