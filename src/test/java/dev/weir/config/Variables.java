package dev.weir.config;

import java.util.Optional;
import java.util.Set;

/** Tells tests of other packages which environment variables Weir itself reads. */
public final class Variables {
  private Variables() {}

  /** The key that a variable stands for, or empty when no key has its shape. */
  public static Optional<String> keyOf(String variable) {
    return new EnvironmentNames().keyOf(variable, Set.of()).map(Key::toString);
  }
}
