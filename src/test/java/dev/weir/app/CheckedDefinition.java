package dev.weir.app;

import java.nio.file.Path;
import java.util.List;

/** Asks for tests of other packages what {@code weir check} would say. */
public final class CheckedDefinition {
  private CheckedDefinition() {}

  /** What is wrong with the definition in a file, each in one line; empty when nothing is. */
  public static List<String> problems(Path file) {
    return switch (Definition.read(file, null)) {
      case Definition.Right(_, _, var unset) -> unset;
      case Definition.Wrong(var problems) -> problems;
    };
  }
}
