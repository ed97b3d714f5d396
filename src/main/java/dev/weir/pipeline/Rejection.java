package dev.weir.pipeline;

import java.util.Locale;

/** Why something that was configured and present in a record could not be read. A closed set. */
// The order is part of the snapshot codec: add at the end only.
@SuppressWarnings("EnumOrdinal")
public enum Rejection {
  /** A trace-context header is there but does not parse. */
  TRACE_MALFORMED,
  /** A field is read from the body, and the record has none. */
  BODY_MISSING,
  /** The body is not what the field's source needs. */
  BODY_MALFORMED,
  /** The body is larger than what is parsed. */
  BODY_TOO_LARGE,
  /** None of a required field's sources yields. */
  FIELD_MISSING,
  /** A field is there and has no usable value. */
  FIELD_MALFORMED,
  /** A time that contradicts the record's other times. */
  TIME_ABSURD,
  /** The client could not deliver the record, or it cannot be found in its batch. */
  RECORD_CORRUPT;

  private static final Rejection[] VALUES = values();

  private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The name in metrics, the API and logs, such as {@code body-missing}. */
  public String label() {
    return label;
  }

  /** This reason's bit in {@link StageEvent#rejections}. */
  public int bit() {
    return 1 << ordinal();
  }

  /** Its number in snapshots, 0 to {@link #count()} exclusive; {@link #of} turns it back. */
  public int code() {
    return ordinal();
  }

  /** How many reasons there are. */
  public static int count() {
    return VALUES.length;
  }

  /** The reason of this ordinal. */
  public static Rejection of(int ordinal) {
    return VALUES[ordinal];
  }
}
