package dev.weir.flow;

/** A stored section holds bytes that no version of the codec writes. */
final class CorruptSectionException extends Exception {
  CorruptSectionException(String detail) {
    super(detail, null, false, false);
  }
}
