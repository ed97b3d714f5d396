package dev.weir.kafka.decode;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.kafka.decode.AvroType.Kind;
import dev.weir.kafka.decode.AvroType.Meaning;
import dev.weir.monitor.SchemaSource.SchemaText;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of Avro schemas, as far as it is needed to read what was written with them: types,
 * names and the meanings of numbers; defaults, aliases and documentation are left out.
 */
final class AvroSchemaParser {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_DEPTH = 200;
  private static final int MAX_PARTS = 100_000;

  private final Map<String, AvroType> named = new HashMap<>();
  private int parts;

  private AvroSchemaParser() {}

  /** The type that the text describes; the texts that it refers to come first. */
  static AvroType parse(SchemaText schema) throws SchemaException {
    var parser = new AvroSchemaParser();
    for (var reference : schema.references()) {
      parser.type(tree(reference.text()), "", 0);
    }
    return parser.type(tree(schema.text()), "", 0);
  }

  private static JsonNode tree(String text) throws SchemaException {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException _) {
      throw new SchemaException("it is no JSON");
    }
  }

  private AvroType type(JsonNode node, String namespace, int depth) throws SchemaException {
    if (depth > MAX_DEPTH || ++parts > MAX_PARTS) {
      throw new SchemaException("it is too large");
    }
    if (node.isTextual()) {
      return byName(node.textValue(), namespace);
    }
    if (node.isArray()) {
      return union(node, namespace, depth);
    }
    var type = node.path("type");
    if (!type.isTextual()) {
      // A type may be wrapped, as in {"type": {"type": "string"}}.
      return type(required(node, "type"), namespace, depth + 1);
    }
    return switch (type.textValue()) {
      case "record", "error" -> record(node, namespace, depth);
      case "enum" -> enumeration(node, namespace);
      case "fixed" -> fixed(node, namespace);
      case "array" -> container(Kind.ARRAY, required(node, "items"), namespace, depth);
      case "map" -> container(Kind.MAP, required(node, "values"), namespace, depth);
      default ->
          primitive(type.textValue()) == null
              ? byName(type.textValue(), namespace)
              : meant(byName(type.textValue(), namespace), node);
    };
  }

  private AvroType byName(String name, String namespace) throws SchemaException {
    var primitive = primitive(name);
    if (primitive != null) {
      return new AvroType(primitive);
    }
    var type = named.get(fullName(name, namespace));
    type = type == null ? named.get(name) : type;
    if (type == null) {
      throw new SchemaException("it does not say what " + shortened(name) + " is");
    }
    return type;
  }

  private static @Nullable Kind primitive(String name) {
    return switch (name) {
      case "null" -> Kind.NULL;
      case "boolean" -> Kind.BOOLEAN;
      case "int" -> Kind.INT;
      case "long" -> Kind.LONG;
      case "float" -> Kind.FLOAT;
      case "double" -> Kind.DOUBLE;
      case "bytes" -> Kind.BYTES;
      case "string" -> Kind.STRING;
      default -> null;
    };
  }

  private AvroType union(JsonNode node, String namespace, int depth) throws SchemaException {
    var union = new AvroType(Kind.UNION);
    var branches = new AvroType[node.size()];
    for (int i = 0; i < branches.length; i++) {
      branches[i] = type(node.get(i), namespace, depth + 1);
    }
    union.parts = branches;
    return union;
  }

  private AvroType record(JsonNode node, String namespace, int depth) throws SchemaException {
    var record = new AvroType(Kind.RECORD);
    var inner = define(record, node, namespace);
    var fields = required(node, "fields");
    var names = new String[fields.size()];
    var types = new AvroType[fields.size()];
    for (int i = 0; i < names.length; i++) {
      names[i] = required(fields.get(i), "name").asText();
      types[i] = type(required(fields.get(i), "type"), inner, depth + 1);
    }
    record.fields = names;
    record.parts = types;
    return record;
  }

  private AvroType enumeration(JsonNode node, String namespace) throws SchemaException {
    var type = new AvroType(Kind.ENUM);
    define(type, node, namespace);
    var symbols = required(node, "symbols");
    type.symbols = new byte[symbols.size()][];
    for (int i = 0; i < symbols.size(); i++) {
      type.symbols[i] = symbols.get(i).asText().getBytes(UTF_8);
    }
    return type;
  }

  private AvroType fixed(JsonNode node, String namespace) throws SchemaException {
    var type = new AvroType(Kind.FIXED);
    define(type, node, namespace);
    type.size = required(node, "size").asInt(-1);
    if (type.size < 0) {
      throw new SchemaException("a fixed type has no size");
    }
    return meant(type, node);
  }

  private AvroType container(Kind kind, JsonNode content, String namespace, int depth)
      throws SchemaException {
    var type = new AvroType(kind);
    type.parts = new AvroType[] {type(content, namespace, depth + 1)};
    return type;
  }

  /** Enters a type under its name, before what is in it, and gives the namespace for that. */
  private String define(AvroType type, JsonNode node, String namespace) throws SchemaException {
    var name = required(node, "name").asText();
    var own = node.path("namespace");
    var full = fullName(name, own.isTextual() ? own.textValue() : namespace);
    named.put(full, type);
    return full.substring(0, Math.max(full.lastIndexOf('.'), 0));
  }

  private static String fullName(String name, String namespace) {
    return name.indexOf('.') >= 0 || namespace.isEmpty() ? name : namespace + "." + name;
  }

  private static JsonNode required(JsonNode node, String member) throws SchemaException {
    var value = node.get(member);
    if (value == null) {
      throw new SchemaException("a type in it has no " + member);
    }
    return value;
  }

  /** A logical type that does not fit its type is none, as the specification has it. */
  private static AvroType meant(AvroType type, JsonNode node) {
    var meaning = meaning(node.path("logicalType").asText(""));
    int scale = node.path("scale").asInt(0);
    boolean fits =
        switch (meaning) {
          case PLAIN -> false;
          case DECIMAL ->
              (type.kind == Kind.BYTES || type.kind == Kind.FIXED)
                  && scale >= 0
                  && scale <= ScalarText.MAX_SCALE;
          case DATE -> type.kind == Kind.INT;
          case TIMESTAMP_MILLIS, TIMESTAMP_MICROS, TIMESTAMP_NANOS -> type.kind == Kind.LONG;
          case UUID -> type.kind == Kind.FIXED && type.size == 16;
        };
    if (fits) {
      type.meaning = meaning;
      type.scale = scale;
    }
    return type;
  }

  private static Meaning meaning(String logicalType) {
    return switch (logicalType.toLowerCase(Locale.ROOT)) {
      case "decimal" -> Meaning.DECIMAL;
      case "date" -> Meaning.DATE;
      case "timestamp-millis", "local-timestamp-millis" -> Meaning.TIMESTAMP_MILLIS;
      case "timestamp-micros", "local-timestamp-micros" -> Meaning.TIMESTAMP_MICROS;
      case "timestamp-nanos", "local-timestamp-nanos" -> Meaning.TIMESTAMP_NANOS;
      case "uuid" -> Meaning.UUID;
      default -> Meaning.PLAIN;
    };
  }

  private static String shortened(String name) {
    return name.length() <= 100 ? name : name.substring(0, 100) + "…";
  }
}
