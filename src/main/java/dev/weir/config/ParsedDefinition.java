package dev.weir.config;

import dev.weir.monitor.AccessSettings;
import dev.weir.monitor.Settings;
import java.util.List;

/** What became of a definition. */
public sealed interface ParsedDefinition {

  /**
   * It is right.
   *
   * @param settings what to watch, and how
   * @param access who may see it
   */
  record Valid(Settings settings, AccessSettings access) implements ParsedDefinition {}

  /**
   * It is not.
   *
   * @param problems every mistake in it, at least one
   */
  record Invalid(List<Problem> problems) implements ParsedDefinition {
    /** Copies the problems. */
    public Invalid {
      problems = List.copyOf(problems);
      if (problems.isEmpty()) {
        throw new IllegalArgumentException("an invalid definition has problems");
      }
    }
  }
}
