package dev.weir.app;

import dev.weir.config.Problem;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Stops the start because of mistakes in the definition; its message has one in each line. Quarkus'
 * own {@code PreventFurtherStepsException} would lose them: the start swallows it.
 */
final class InvalidDefinitionException extends RuntimeException {
  InvalidDefinitionException(List<Problem> problems) {
    super(problems.stream().map(Problem::text).collect(Collectors.joining("\n")));
  }
}
