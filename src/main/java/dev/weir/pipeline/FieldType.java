package dev.weir.pipeline;

import java.util.Locale;

/** What the value of a field is read as. */
public enum FieldType {
  /** Text; numbers and booleans of a JSON body as they are written. */
  TEXT,
  /** A decimal number, as a number of JSON or as text. */
  NUMBER,
  /** A point in time: a timestamp, a number since 1970, or an id that carries a time. */
  TIME,
  /** True or false; as text in any case, or as 1 and 0. */
  BOOLEAN;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name in the configuration, such as {@code text}. */
  public String label() {
    return label;
  }
}
