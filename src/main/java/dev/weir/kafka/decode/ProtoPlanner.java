package dev.weir.kafka.decode;

import dev.weir.kafka.decode.ProtoPlan.Field;
import dev.weir.kafka.decode.ProtoPlan.Kind;
import dev.weir.kafka.decode.ProtoPlan.Shape;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes plans for the messages of a schema. Pointers name fields as the file does or as JSON does.
 * The types that have a form of their own in JSON have that one: Timestamp is a text, a wrapper is
 * its value, and Struct, Value and ListValue are what they hold.
 */
final class ProtoPlanner {
  private static final String WELL_KNOWN = "google.protobuf.";

  private final ProtoSchema schema;
  private final PointerNode root;
  private final IdentityHashMap<ProtoType, ProtoPlan> plans = new IdentityHashMap<>();

  ProtoPlanner(ProtoSchema schema, PointerNode root) {
    this.schema = schema;
    this.root = root;
  }

  ProtoSchema schema() {
    return schema;
  }

  /** The plan for a body that is such a message. */
  ProtoPlan plan(ProtoType message) {
    var plan = plans.get(message);
    if (plan == null) {
      plan = plan(message, root);
      plans.put(message, plan);
    }
    return plan;
  }

  private ProtoPlan plan(ProtoType message, PointerNode pointer) {
    var plan = new ProtoPlan();
    boolean transparent = isTransparent(message);
    for (var field : message.fields) {
      var byName = transparent ? pointer : pointer.member(field.name());
      var byJsonName =
          transparent || field.jsonName().equals(field.name())
              ? null
              : pointer.member(field.jsonName());
      add(plan, message, field, byName);
      add(plan, message, field, byJsonName);
    }
    for (var field : message.fields) {
      // Takes away what another field of its oneof has left.
      boolean inOneof = field.oneof() != 0 && plan.field(field.number()) == null;
      if (inOneof && plan.fields.stream().anyMatch(other -> other.oneof == field.oneof())) {
        plan.fields.add(new Field(field.number(), Kind.UNKNOWN, Shape.SINGLE, field.oneof(), -1));
      }
    }
    return plan;
  }

  private void add(
      ProtoPlan plan, ProtoType message, ProtoType.Field field, @Nullable PointerNode pointer) {
    if (pointer == null) {
      return;
    }
    var type = schema.resolve(field.type(), message.fullName);
    var made =
        field.keyType() != null || field.repeated()
            ? several(field, type, pointer)
            : value(field, type, pointer);
    for (var other = plan.field(made.number); other != null; other = other.also) {
      if (other.also == null) {
        other.also = made;
        break;
      }
    }
    plan.fields.add(made);
  }

  private Field several(ProtoType.Field field, @Nullable ProtoType type, PointerNode pointer) {
    var keyType = field.keyType();
    var shape = keyType == null ? Shape.REPEATED : Shape.MAP;
    var made = new Field(field.number(), kind(field, type), shape, field.oneof(), pointer.slot);
    made.keyKind = keyType == null ? Kind.STRING : scalar(keyType);
    made.keys = pointer.children.toArray(PointerNode[]::new);
    made.items = new Field[made.keys.length];
    for (int i = 0; i < made.keys.length; i++) {
      made.items[i] = value(field, type, made.keys[i]);
    }
    return made;
  }

  private Field value(ProtoType.Field field, @Nullable ProtoType type, PointerNode pointer) {
    var kind = kind(field, type);
    boolean isTime = isNamed(type, "Timestamp") && pointer.slot >= 0;
    boolean isNull = isNamed(type, "NullValue");
    var made =
        new Field(
            field.number(),
            isTime ? Kind.TIME : isNull ? Kind.NULL : kind,
            Shape.SINGLE,
            field.oneof(),
            type != null && isValue(type) ? -1 : pointer.slot);
    if (kind == Kind.ENUM) {
      made.enumeration = type;
    }
    if (kind == Kind.MESSAGE && type != null && !isTime) {
      made.isWrapper = isWrapper(type) && pointer.slot >= 0;
      if (made.isWrapper) {
        var inside = type.fields.getFirst();
        var wrapped = new ProtoPlan();
        wrapped.fields.add(new Field(1, scalar(inside.type()), Shape.SINGLE, 0, pointer.slot));
        made.message = wrapped;
      } else if (!pointer.children.isEmpty() || isTransparent(type)) {
        made.message = plan(type, pointer);
      }
    }
    return made;
  }

  private static Kind kind(ProtoType.Field field, @Nullable ProtoType type) {
    if (type != null) {
      return type.values == null ? Kind.MESSAGE : Kind.ENUM;
    }
    return scalar(field.type());
  }

  private static Kind scalar(String name) {
    return switch (name) {
      case "int32" -> Kind.INT32;
      case "int64" -> Kind.INT64;
      case "uint32" -> Kind.UINT32;
      case "uint64" -> Kind.UINT64;
      case "sint32" -> Kind.SINT32;
      case "sint64" -> Kind.SINT64;
      case "fixed32" -> Kind.FIXED32;
      case "fixed64" -> Kind.FIXED64;
      case "sfixed32" -> Kind.SFIXED32;
      case "sfixed64" -> Kind.SFIXED64;
      case "float" -> Kind.FLOAT;
      case "double" -> Kind.DOUBLE;
      case "bool" -> Kind.BOOL;
      case "string" -> Kind.STRING;
      case "bytes" -> Kind.BYTES;
      default -> Kind.UNKNOWN;
    };
  }

  private static boolean isNamed(@Nullable ProtoType type, String name) {
    return type != null && type.fullName.equals(WELL_KNOWN + name);
  }

  private static boolean isWrapper(ProtoType type) {
    return type.fullName.startsWith(WELL_KNOWN)
        && type.fullName.endsWith("Value")
        && type.fields.size() == 1
        && type.fields.getFirst().name().equals("value");
  }

  private static boolean isValue(ProtoType type) {
    return isNamed(type, "Value");
  }

  private static boolean isTransparent(ProtoType type) {
    return isValue(type) || isNamed(type, "Struct") || isNamed(type, "ListValue");
  }
}
