package dev.weir.kafka;

import dev.weir.monitor.SchemaSource.SchemaText;

/** A schema, made ready to read the bodies that were written with it. */
sealed interface BodySchema {
  /** The body is JSON. */
  record Json() implements BodySchema {}

  /** The body is Avro's binary encoding. */
  record Avro(AvroPlan plan) implements BodySchema {}

  /**
   * The schema is of no use.
   *
   * @param detail why, in words
   */
  record Unusable(String detail) implements BodySchema {}

  /** Makes a schema ready to look for the pointers under {@code root}. */
  static BodySchema of(SchemaText schema, PointerNode root) {
    try {
      return switch (schema.format()) {
        case JSON -> new Json();
        case AVRO -> new Avro(AvroPlan.of(AvroSchemaParser.parse(schema), root));
        case PROTOBUF -> new Unusable("Protobuf is not read yet");
      };
    } catch (SchemaException e) {
      return new Unusable(String.valueOf(e.getMessage()));
    }
  }
}
