package dev.weir.kafka.decode;

import dev.weir.monitor.SchemaSource.SchemaText;

/** A schema, made ready to read the bodies that were written with it. */
sealed interface BodySchema {
  /** The body is JSON. */
  record Json() implements BodySchema {}

  /** The body is Avro's binary encoding. */
  record Avro(AvroPlan plan) implements BodySchema {}

  /** The body is Protobuf's binary encoding, after which message it is. */
  record Protobuf(ProtoPlanner planner) implements BodySchema {}

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
        case PROTOBUF -> new Protobuf(new ProtoPlanner(ProtoSchema.parse(schema), root));
      };
    } catch (SchemaException e) {
      return new Unusable(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      // A defect, which must cost this schema's bodies only.
      return new Unusable("the schema cannot be read: " + e);
    }
  }
}
