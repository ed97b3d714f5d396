package dev.weir.kafka.decode;

/**
 * A type of an Avro schema. Types may contain themselves, so they are filled after they are made.
 *
 * @see <a href="https://avro.apache.org/docs/1.12.0/specification/">Avro specification</a>
 */
final class AvroType {
  /** What its values look like in bytes. */
  enum Kind {
    NULL,
    BOOLEAN,
    INT,
    LONG,
    FLOAT,
    DOUBLE,
    BYTES,
    STRING,
    FIXED,
    ENUM,
    RECORD,
    ARRAY,
    MAP,
    UNION
  }

  /** What they mean, as far as it changes their text. */
  enum Meaning {
    PLAIN,
    DECIMAL,
    DATE,
    TIMESTAMP_MILLIS,
    TIMESTAMP_MICROS,
    TIMESTAMP_NANOS,
    UUID
  }

  private static final AvroType[] NONE = {};

  final Kind kind;
  Meaning meaning = Meaning.PLAIN;

  /** Digits behind a decimal's point. */
  int scale;

  /** Bytes of a fixed value. */
  int size;

  /** A record's fields, a union's branches, or the one type of an array's or map's values. */
  AvroType[] parts = NONE;

  /** The names of a record's fields. */
  String[] fields = {};

  /** The names of an enum's values, in UTF-8. */
  byte[][] symbols = {};

  AvroType(Kind kind) {
    this.kind = kind;
  }
}
