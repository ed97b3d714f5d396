package dev.weir.telemetry;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Reads {@code io.prometheus.client.MetricFamily} messages with Google's own library. */
final class MetricMessages {
  private static final Descriptor FAMILY = family();

  private MetricMessages() {}

  /** What is in a stream of messages, each behind its length. */
  static List<DynamicMessage> read(byte[] stream) throws IOException {
    var families = new ArrayList<DynamicMessage>();
    var in = new ByteArrayInputStream(stream);
    while (in.available() > 0) {
      var builder = DynamicMessage.newBuilder(FAMILY);
      if (!builder.mergeDelimitedFrom(in)) {
        throw new IOException("the stream ends within a message");
      }
      if (!builder.getUnknownFields().asMap().isEmpty()) {
        throw new IOException("unknown fields: " + builder.getUnknownFields());
      }
      families.add(builder.build());
    }
    return families;
  }

  static boolean has(DynamicMessage message, String field) {
    return message.hasField(message.getDescriptorForType().findFieldByName(field));
  }

  static Object get(DynamicMessage message, String field) {
    return message.getField(message.getDescriptorForType().findFieldByName(field));
  }

  static DynamicMessage message(DynamicMessage of, String field) {
    return (DynamicMessage) get(of, field);
  }

  static List<DynamicMessage> messages(DynamicMessage of, String field) {
    return all(of, field).stream().map(DynamicMessage.class::cast).toList();
  }

  static List<?> all(DynamicMessage of, String field) {
    var descriptor = of.getDescriptorForType().findFieldByName(field);
    return IntStream.range(0, of.getRepeatedFieldCount(descriptor))
        .mapToObj(at -> of.getRepeatedField(descriptor, at))
        .toList();
  }

  static long whole(DynamicMessage of, String field) {
    return ((Number) get(of, field)).longValue();
  }

  static double real(DynamicMessage of, String field) {
    return (Double) get(of, field);
  }

  /** The messages of metrics.proto, as far as they are used. */
  private static Descriptor family() {
    var file =
        FileDescriptorProto.newBuilder()
            .setName("metrics.proto")
            .setPackage("io.prometheus.client")
            .addMessageType(type("LabelPair", "name 1 string", "value 2 string"))
            .addMessageType(type("Value", "value 1 double", "exemplar 2 Exemplar"))
            .addMessageType(type("Quantile", "quantile 1 double", "value 2 double"))
            .addMessageType(
                type(
                    "Summary",
                    "sample_count 1 uint64",
                    "sample_sum 2 double",
                    "quantile 3 Quantile[]"))
            .addMessageType(
                type("Exemplar", "label 1 LabelPair[]", "value 2 double", "timestamp 3 Timestamp"))
            .addMessageType(type("Timestamp", "seconds 1 int64", "nanos 2 int32"))
            .addMessageType(
                type(
                    "Bucket",
                    "cumulative_count 1 uint64",
                    "upper_bound 2 double",
                    "exemplar 3 Exemplar"))
            .addMessageType(type("Span", "offset 1 sint32", "length 2 uint32"))
            .addMessageType(
                type(
                    "Histogram",
                    "sample_count 1 uint64",
                    "sample_sum 2 double",
                    "bucket 3 Bucket[]",
                    "schema 5 sint32",
                    "zero_threshold 6 double",
                    "zero_count 7 uint64",
                    "positive_span 12 Span[]",
                    "positive_delta 13 sint64[]",
                    "exemplars 16 Exemplar[]"))
            .addMessageType(
                type(
                    "Metric",
                    "label 1 LabelPair[]",
                    "gauge 2 Value",
                    "counter 3 Value",
                    "summary 4 Summary",
                    "untyped 5 Value",
                    "timestamp_ms 6 int64",
                    "histogram 7 Histogram"))
            .addMessageType(
                type(
                    "MetricFamily",
                    "name 1 string",
                    "help 2 string",
                    "type 3 int32",
                    "metric 4 Metric[]",
                    "unit 5 string"))
            .build();
    try {
      return FileDescriptor.buildFrom(file, new FileDescriptor[0])
          .findMessageTypeByName("MetricFamily");
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A message type whose fields are told as name, number and type, with [] if repeated. */
  private static DescriptorProto type(String name, String... fields) {
    var message = DescriptorProto.newBuilder().setName(name);
    for (var field : fields) {
      var words = field.split(" ", -1);
      boolean repeated = words[2].endsWith("[]");
      var type = words[2].replace("[]", "");
      var proto =
          FieldDescriptorProto.newBuilder()
              .setName(words[0])
              .setNumber(Integer.parseInt(words[1]))
              .setLabel(
                  repeated
                      ? FieldDescriptorProto.Label.LABEL_REPEATED
                      : FieldDescriptorProto.Label.LABEL_OPTIONAL);
      if (Character.isUpperCase(type.charAt(0))) {
        proto
            .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
            .setTypeName(".io.prometheus.client." + type);
      } else {
        proto.setType(FieldDescriptorProto.Type.valueOf("TYPE_" + type.toUpperCase(Locale.ROOT)));
      }
      message.addField(proto);
    }
    return message.build();
  }
}
