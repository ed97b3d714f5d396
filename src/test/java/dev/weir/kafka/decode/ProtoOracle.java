package dev.weir.kafka.decode;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Random messages of Protobuf's own library, written by it, and what pointers find there. */
final class ProtoOracle {
  private static final List<FieldDescriptorProto.Type> SCALARS =
      List.of(
          FieldDescriptorProto.Type.TYPE_INT32,
          FieldDescriptorProto.Type.TYPE_INT64,
          FieldDescriptorProto.Type.TYPE_UINT32,
          FieldDescriptorProto.Type.TYPE_UINT64,
          FieldDescriptorProto.Type.TYPE_SINT32,
          FieldDescriptorProto.Type.TYPE_SINT64,
          FieldDescriptorProto.Type.TYPE_FIXED32,
          FieldDescriptorProto.Type.TYPE_FIXED64,
          FieldDescriptorProto.Type.TYPE_SFIXED32,
          FieldDescriptorProto.Type.TYPE_SFIXED64,
          FieldDescriptorProto.Type.TYPE_FLOAT,
          FieldDescriptorProto.Type.TYPE_DOUBLE,
          FieldDescriptorProto.Type.TYPE_BOOL,
          FieldDescriptorProto.Type.TYPE_STRING,
          FieldDescriptorProto.Type.TYPE_BYTES);

  private final RandomGenerator random;
  private final StringBuilder text = new StringBuilder();
  private int names;

  ProtoOracle(RandomGenerator random) {
    this.random = random;
  }

  /** A file of one message, as the library knows it; {@link #text} has it as it is written. */
  Descriptor file() {
    boolean proto3 = random.nextBoolean();
    text.append("syntax = \"").append(proto3 ? "proto3" : "proto2").append("\"; // é\n");
    text.append("package a.b; /* message No {} */\noption java_package = \"x\";\n");
    text.append("enum E { option x = true; RED = 0; GREEN = 5 [deprecated = true]; }\n");
    var file =
        FileDescriptorProto.newBuilder()
            .setName("f.proto")
            .setPackage("a.b")
            .setSyntax(proto3 ? "proto3" : "proto2")
            .addEnumType(
                EnumDescriptorProto.newBuilder()
                    .setName("E")
                    .addValue(EnumValueDescriptorProto.newBuilder().setName("RED").setNumber(0))
                    .addValue(EnumValueDescriptorProto.newBuilder().setName("GREEN").setNumber(5)))
            .addMessageType(message("M", ".a.b", 3, proto3));
    try {
      return FileDescriptor.buildFrom(file.build(), new FileDescriptor[0]).getMessageTypes().get(0);
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }

  String text() {
    return text.toString();
  }

  private DescriptorProto message(String name, String scope, int depth, boolean proto3) {
    var message = DescriptorProto.newBuilder().setName(name);
    text.append("message ").append(name).append(" {\n reserved 100 to 200; option z = {a: 1};\n");
    for (int i = 1; i <= random.nextInt(2, 7); i++) {
      boolean repeated = random.nextInt(3) == 0;
      var label = repeated ? "repeated " : proto3 && random.nextBoolean() ? "" : "optional ";
      var field =
          FieldDescriptorProto.newBuilder()
              .setName("f_" + i)
              .setNumber(i == 3 ? 3_000 : i)
              .setLabel(repeated ? Label.LABEL_REPEATED : Label.LABEL_OPTIONAL);
      int kind = random.nextInt(depth > 0 ? 20 : 16);
      String type;
      if (kind < 15) {
        field.setType(SCALARS.get(kind));
        type = field.getType().name().substring(5).toLowerCase(Locale.ROOT);
      } else if (kind == 15) {
        field.setType(FieldDescriptorProto.Type.TYPE_ENUM).setTypeName(".a.b.E");
        type = random.nextBoolean() ? "E" : "b.E";
      } else {
        type = "N" + names++;
        message.addNestedType(message(type, scope + "." + name, depth - 1, proto3));
        field
            .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
            .setTypeName(scope + "." + name + "." + type);
        type = random.nextBoolean() ? type : scope + "." + name + "." + type;
      }
      text.append("  ").append(label).append(type).append(" f_").append(i).append(" = ");
      text.append(field.getNumber())
          .append(random.nextBoolean() ? " [x = \"]\"]" : "")
          .append(";\n");
      message.addField(field);
    }
    text.append("}\n");
    return message.build();
  }

  DynamicMessage value(Descriptor type, int depth) {
    var message = DynamicMessage.newBuilder(type);
    for (var field : type.getFields()) {
      if (random.nextInt(4) == 0
          || (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && depth == 0)) {
        continue;
      }
      if (field.isRepeated()) {
        for (int i = random.nextInt(4); i > 0; i--) {
          message.addRepeatedField(field, scalar(field, depth));
        }
      } else {
        message.setField(field, scalar(field, depth));
      }
    }
    return message.build();
  }

  private Object scalar(FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case INT -> random.nextInt() >> random.nextInt(32);
      case LONG -> random.nextLong() >> random.nextInt(64);
      case FLOAT -> Float.intBitsToFloat(random.nextInt());
      case DOUBLE -> random.nextInt(100_000) / 100.0;
      case BOOLEAN -> random.nextBoolean();
      case STRING -> "é" + random.nextInt(100);
      case BYTE_STRING -> ByteString.copyFromUtf8("x");
      case ENUM -> field.getEnumType().getValues().get(random.nextInt(2));
      case MESSAGE -> value(field.getMessageType(), depth - 1);
    };
  }

  /** What a pointer leads to, in the words of {@link BodyCase#value}; floats by their bits. */
  static String find(Message from, List<String> pointer) {
    Object at = from;
    FieldDescriptor field = null;
    for (String token : pointer) {
      Object next = null;
      if (at instanceof Message message) {
        field = named(message.getDescriptorForType(), token);
        if (field != null && (field.isRepeated() || message.hasField(field))) {
          next = message.getField(field);
          next = next instanceof List<?> list && list.isEmpty() ? null : next;
        }
      } else if (at instanceof List<?> list && token.matches("[0-9]")) {
        int index = Integer.parseInt(token);
        next = index < list.size() ? list.get(index) : null;
      }
      if (next == null) {
        return "ABSENT";
      }
      at = next;
    }
    return words(at, field);
  }

  private static @Nullable FieldDescriptor named(Descriptor type, String token) {
    for (var field : type.getFields()) {
      if (field.getName().equals(token) || field.getJsonName().equals(token)) {
        return field;
      }
    }
    return null;
  }

  private static String words(Object at, @Nullable FieldDescriptor field) {
    var type = field == null ? null : field.getType();
    return switch (at) {
      case Boolean b -> b ? "TRUE" : "FALSE";
      case Integer n ->
          "NUMBER "
              + (type == FieldDescriptor.Type.UINT32 || type == FieldDescriptor.Type.FIXED32
                  ? Integer.toUnsignedString(n)
                  : n.toString());
      case Long n ->
          "NUMBER "
              + (type == FieldDescriptor.Type.UINT64 || type == FieldDescriptor.Type.FIXED64
                  ? Long.toUnsignedString(n)
                  : n.toString());
      case Float n -> Float.isFinite(n) ? "NUMBER " + Float.floatToIntBits(n + 0f) : "OBJECT";
      case Double n -> "NUMBER " + Double.doubleToLongBits(n + 0d);
      case String text -> "TEXT " + text;
      case EnumValueDescriptor value -> "TEXT " + value.getName();
      case List<?> list -> "ARRAY";
      default -> "OBJECT";
    };
  }
}
