package dev.weir.kafka.decode;

/** A schema's text cannot be used; the message says why, and quotes no more than names. */
final class SchemaException extends Exception {
  private static final long serialVersionUID = 1;

  SchemaException(String message) {
    super(message);
  }
}
