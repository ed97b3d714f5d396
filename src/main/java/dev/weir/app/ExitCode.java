package dev.weir.app;

/** How the process ends. */
final class ExitCode {
  /** Done, also when stopped by a signal. */
  static final int DONE = 0;

  /** A check failed, or something unforeseen happened. */
  static final int FAILED = 1;

  /** Wrong arguments or configuration. */
  static final int USAGE = 2;

  /** The surroundings do not fit, such as a port that is taken. */
  static final int ENVIRONMENT = 3;

  private ExitCode() {}
}
