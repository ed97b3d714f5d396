package dev.weir.demo;

/** The machine lacks something; the message says what in one line. */
final class EnvironmentException extends Exception {
  EnvironmentException(String message) {
    super(message);
  }
}
