package dev.weir.chaos;

/** What figures are called, in the books and in answers alike. */
final class Names {
  private Names() {}

  static String events(String stage) {
    return stage + " events";
  }

  static String bytes(String stage) {
    return stage + " bytes";
  }

  static String outOfOrder(String stage) {
    return stage + " out of order";
  }

  static String rejected(String stage, String reason) {
    return stage + " rejected: " + reason;
  }

  static String gaps(String stage) {
    return stage + " gaps";
  }

  static String key(String stage, String key) {
    return stage + " key " + key;
  }

  static String negative(String from, String to) {
    return from + " to " + to + " negative latencies";
  }
}
