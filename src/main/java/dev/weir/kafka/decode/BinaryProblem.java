package dev.weir.kafka.decode;

/** What can be wrong with a body that is read by a schema. */
enum BinaryProblem {
  /** Nothing. */
  NONE(""),
  /** A value reaches beyond the body's end. */
  CUT("breaks off"),
  /** Bytes that no value of the type begins with, or a text that is not UTF-8. */
  MALFORMED("does not follow its schema"),
  /** Values lie in values beyond the bound. */
  DEEP("nests too deep"),
  /** More values than its bytes can hold, because they take none. */
  ENDLESS("has more values than bytes");

  /** What to say of it. */
  final String words;

  BinaryProblem(String words) {
    this.words = words;
  }
}
