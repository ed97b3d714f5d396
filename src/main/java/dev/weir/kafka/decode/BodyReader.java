package dev.weir.kafka.decode;

import dev.weir.monitor.SchemaSource;
import dev.weir.monitor.SchemaSource.Answer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads bodies of every kind into the same values: JSON as it is, and what the serializers of
 * schema registries write, which begins with a zero byte and the id of a schema, by that schema.
 * The first bytes decide. Never throws on any bytes, and never waits: a schema that is not here yet
 * is an outcome. Allocates nothing per body once its schema is known. Not thread-safe.
 */
final class BodyReader {
  /** How the reading ended. */
  enum Outcome {
    /** What was wanted and is there was found. */
    READ,
    /** It cannot be read, at least not to its end; {@link #detail} says why. */
    MALFORMED,
    /** Its schema is on its way; the body is to be read again later. */
    AWAITING
  }

  /** Schemas that a reader keeps ready; more are made ready again when they are met again. */
  private static final int MAX_READY = 1_000;

  private final JsonScanner scanner;
  private final @Nullable SchemaSource schemas;
  private final PointerNode root;
  private final SchemaTable ready = new SchemaTable(MAX_READY);
  private final ScalarText text = new ScalarText();
  private final AvroReader avro;
  private final ProtoReader protobuf;

  // What was wrong with the last body, put into words only if somebody asks.
  private String kind = "";
  private BinaryProblem problem = BinaryProblem.NONE;
  private int problemAt;
  private @Nullable String reason;
  private long schemaId;

  /**
   * A reader.
   *
   * @param scanner knows what is wanted and takes it
   * @param pointers those of the scanner
   * @param schemas null when no registry is configured
   */
  BodyReader(JsonScanner scanner, List<List<String>> pointers, @Nullable SchemaSource schemas) {
    this.scanner = scanner;
    this.schemas = schemas;
    root = PointerNode.root(pointers);
    avro = new AvroReader(scanner, text);
    protobuf = new ProtoReader(scanner, text, pointers.size());
  }

  /** Looks in a body for what is wanted. */
  Outcome read(byte[] bytes, int offset, int length) {
    kind = "JSON";
    problem = BinaryProblem.NONE;
    reason = null;
    schemaId = 0;
    if (length == 0 || bytes[offset] != 0) {
      return json(bytes, offset, offset + length);
    }
    int idBytes = schemas == null ? Integer.BYTES : schemas.idBytes();
    int end = offset + length;
    int start = offset + 1 + idBytes;
    long id = start > end ? 0 : bigEndian(bytes, offset + 1, start);
    if (schemas == null) {
      // Eight bytes of an id, of which the upper half is as good as always zero.
      return withoutRegistry(
          id, bytes, id == 0 ? Math.min(start + Integer.BYTES, end) : start, end);
    }
    if (id <= 0) {
      reason = "neither JSON nor a schema's id";
      return Outcome.MALFORMED;
    }
    schemaId = id;
    return bySchema(schemas, bytes, start, end);
  }

  /** The id of the schema that the last body waits for or was read by; 0 when it names none. */
  long schemaId() {
    return schemaId;
  }

  /**
   * What was wrong with the last body, in words and without any of its content; empty if nothing.
   */
  String detail() {
    if (reason != null) {
      return reason;
    }
    return problem == BinaryProblem.NONE
        ? ""
        : kind + " value " + problem.words + " at byte " + problemAt;
  }

  private Outcome withoutRegistry(long id, byte[] bytes, int start, int end) {
    if (looksLikeJson(bytes, start, end) && json(bytes, start, end) == Outcome.READ) {
      return Outcome.READ;
    }
    reason =
        id > 0
            ? "the body has a schema's id before it, and no schema registry is configured"
            : "neither JSON nor a schema's id";
    return Outcome.MALFORMED;
  }

  private Outcome bySchema(SchemaSource source, byte[] bytes, int start, int end) {
    var schema = ready.get(schemaId);
    if (schema == null) {
      switch (source.find(schemaId)) {
        case Answer.Known(var known) -> {
          schema = BodySchema.of(known, root);
          ready.put(schemaId, schema);
        }
        case Answer.Pending() -> {
          return Outcome.AWAITING;
        }
        case Answer.Missing(var detail) -> {
          if (looksLikeJson(bytes, start, end) && json(bytes, start, end) == Outcome.READ) {
            return Outcome.READ;
          }
          reason = detail;
          return Outcome.MALFORMED;
        }
      }
    }
    return switch (schema) {
      case BodySchema.Json() -> json(bytes, start, end);
      case BodySchema.Avro(var plan) -> {
        text.clear();
        yield binary("Avro", avro.read(plan, bytes, start, end), avro.position() - start);
      }
      case BodySchema.Protobuf(var planner) ->
          binary(
              "Protobuf", protobuf.read(planner, bytes, start, end), protobuf.position() - start);
      case BodySchema.Unusable(var detail) -> {
        reason = detail;
        yield Outcome.MALFORMED;
      }
    };
  }

  private Outcome json(byte[] bytes, int start, int end) {
    if (scanner.scan(bytes, start, end - start)) {
      return Outcome.READ;
    }
    reason = "no JSON in UTF-8";
    return Outcome.MALFORMED;
  }

  private Outcome binary(String language, BinaryProblem found, int at) {
    kind = language;
    problem = found;
    problemAt = at;
    return found == BinaryProblem.NONE ? Outcome.READ : Outcome.MALFORMED;
  }

  /** Whether the first and the last byte are those of an object, apart from blanks. */
  private static boolean looksLikeJson(byte[] bytes, int start, int end) {
    int first = JsonSkipper.space(bytes, start, end);
    int last = end - 1;
    while (last > first && bytes[last] <= ' ' && bytes[last] >= 0) {
      last--;
    }
    return first < last && bytes[first] == '{' && bytes[last] == '}';
  }

  private static long bigEndian(byte[] bytes, int from, int to) {
    // Four bytes have a sign too: no registry gives ids that need the 32nd bit.
    long value = bytes[from];
    for (int i = from + 1; i < to; i++) {
      value = (value << 8) | (bytes[i] & 0xFF);
    }
    return value;
  }
}
