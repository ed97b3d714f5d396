package dev.weir.monitor;

import java.util.List;

/**
 * Where the schemas are whose ids stand before bodies in the wire format of the schema registries:
 * a zero byte, and the id in 4 or 8 bytes, the highest first.
 *
 * @see <a
 *     href="https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html#wire-format">Wire
 *     format</a>
 */
public interface SchemaSource {
  /** Bytes that an id takes: 4, or 8 as Apicurio's older serializers write it. */
  int idBytes();

  /**
   * What is known of a schema now. Never waits: the first asking sets a look-up going. After it the
   * answer is {@link Answer.Pending} for a few seconds at most, and never again for this id while
   * it is remembered. Safe to call from any thread.
   *
   * @param id positive
   */
  Answer find(long id);

  /** What is known of a schema. */
  sealed interface Answer {
    /**
     * The schema is here.
     *
     * @param schema never changes for an id
     */
    record Known(SchemaText schema) implements Answer {}

    /** It is on its way. */
    record Pending() implements Answer {}

    /**
     * It cannot be had, for now.
     *
     * @param detail why, in words, without secrets
     */
    record Missing(String detail) implements Answer {}
  }

  /** The languages in which schemas are written. */
  enum Format {
    /** Avro's JSON. */
    AVRO,
    /** JSON Schema: the body is JSON. */
    JSON,
    /** A {@code .proto} file's text. */
    PROTOBUF
  }

  /**
   * A schema as it was registered.
   *
   * @param format its language
   * @param text its text
   * @param references what it refers to, each after those that it refers to itself
   */
  record SchemaText(Format format, String text, List<Reference> references) {
    /** Copies the list. */
    public SchemaText {
      references = List.copyOf(references);
    }
  }

  /**
   * A schema that another one refers to.
   *
   * @param name the name by which it does: a type's, or an imported file's
   * @param text its text, in the same language
   */
  record Reference(String name, String text) {}
}
