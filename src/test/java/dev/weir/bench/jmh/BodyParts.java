package dev.weir.bench.jmh;

import com.google.protobuf.CodedOutputStream;
import dev.weir.bench.BenchTopics;
import dev.weir.kafka.decode.SchemaStub;
import dev.weir.monitor.SchemaSource.Format;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.StageEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Decoding a record that has its five fields in the body: the JSON envelope of 400 bytes, or the
 * same event in Avro or Protobuf, whose schema is known.
 */
@State(Scope.Thread)
public class BodyParts {
  private static final int RECORDS = 64;
  private static final int SCHEMA = 7;
  private static final String AVRO =
      """
      {"type":"record","name":"Event","fields":[
        {"name":"id","type":"string"},
        {"name":"event_type","type":"string"},
        {"name":"timestamp","type":{"type":"long","logicalType":"timestamp-micros"}},
        {"name":"data","type":{"type":"record","name":"Data","fields":[
          {"name":"symbol","type":"string"},
          {"name":"price","type":"double"}]}},
        {"name":"causation_id","type":"string"},
        {"name":"trace_id","type":"string"}]}
      """;
  private static final String PROTOBUF =
      """
      syntax = "proto3";
      message Event {
        message Data { string symbol = 1; double price = 2; }
        string id = 1;
        string event_type = 2;
        int64 timestamp = 3;
        Data data = 4;
        string causation_id = 5;
        string trace_id = 6;
      }
      """;

  /** The body's format. */
  @Param({"json", "avro", "protobuf"})
  public String format = "";

  private Decoding decoding = new Decoding(FieldSources.defaults(), null, java.util.List.of());

  /** Makes the records. */
  @Setup
  public void records() throws IOException {
    var records = new FetchedRecords();
    for (int at = 0; at < RECORDS; at++) {
      var time = Instant.parse("2026-11-20T10:00:00.125Z").plusMillis(at);
      records.add(time.toEpochMilli(), "SYM" + at, body(at, time), Map.of());
    }
    var schemas =
        switch (format) {
          case "avro" -> SchemaStub.with(SCHEMA, Format.AVRO, AVRO);
          case "protobuf" -> SchemaStub.with(SCHEMA, Format.PROTOBUF, PROTOBUF);
          default -> null;
        };
    decoding = new Decoding(FieldSources.defaults(), schemas, records.fetch());
  }

  private byte[] body(int at, Instant time) throws IOException {
    return switch (format) {
      case "json" -> BenchTopics.envelope(at, time).getBytes(StandardCharsets.UTF_8);
      case "avro" -> SchemaStub.body(SCHEMA, avro(at, time));
      case "protobuf" -> SchemaStub.body(SCHEMA, protobuf(at, time));
      default -> throw new IllegalArgumentException("format is " + format);
    };
  }

  private static byte[] avro(int at, Instant time) throws IOException {
    var schema = new Schema.Parser().parse(AVRO);
    var data = new GenericData.Record(schema.getField("data").schema());
    data.put("symbol", "SYM" + at);
    data.put("price", 101.25);
    var event = new GenericData.Record(schema);
    event.put("id", id(at));
    event.put("event_type", "market_tick");
    event.put("timestamp", time.toEpochMilli() * 1000);
    event.put("data", data);
    event.put("causation_id", id(at + 7));
    event.put("trace_id", trace(at));
    var out = new ByteArrayOutputStream();
    var encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<GenericData.Record>(schema).write(event, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  /** The message after the path to its type, which is the file's first. */
  private static byte[] protobuf(int at, Instant time) throws IOException {
    var out = new ByteArrayOutputStream();
    out.write(0);
    var data = new ByteArrayOutputStream();
    var inner = CodedOutputStream.newInstance(data);
    inner.writeString(1, "SYM" + at);
    inner.writeDouble(2, 101.25);
    inner.flush();
    var message = CodedOutputStream.newInstance(out);
    message.writeString(1, id(at));
    message.writeString(2, "market_tick");
    message.writeInt64(3, time.toEpochMilli());
    message.writeByteArray(4, data.toByteArray());
    message.writeString(5, id(at + 7));
    message.writeString(6, trace(at));
    message.flush();
    return out.toByteArray();
  }

  private static String id(int at) {
    return "0195a3f0-0000-7000-8000-%012x".formatted(at);
  }

  private static String trace(int at) {
    return "%032x".formatted(at + 1);
  }

  /** Decodes one. */
  @Benchmark
  public StageEvent decode() {
    return decoding.next();
  }
}
