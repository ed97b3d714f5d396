package dev.weir.registry;

/** A schema could not be had; the message says why, without secrets. */
final class RegistryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why, as a label's value. */
  enum Outcome {
    /** The registry does not know it. */
    UNKNOWN,
    /** The registry wants other credentials. */
    REFUSED,
    /** No answer, or not one that a registry gives. */
    FAILED
  }

  final Outcome outcome;

  RegistryException(Outcome outcome, String message) {
    super(message, null, false, false);
    this.outcome = outcome;
  }
}
