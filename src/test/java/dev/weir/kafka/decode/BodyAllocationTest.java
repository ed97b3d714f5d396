package dev.weir.kafka.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DynamicMessage;
import com.sun.management.ThreadMXBean;
import dev.weir.kafka.decode.BodyReader.Outcome;
import dev.weir.monitor.SchemaSource.Format;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.api.Test;

/** Once a schema is known, its bodies cost no memory. */
class BodyAllocationTest {
  private static final int ROUNDS = 20_000;
  private static final int MAX_BATCHES = 60;

  @Test
  void nothingIsAllocatedForAnAvroBody() {
    var schema =
        new Schema.Parser()
            .parse(
                """
                {"type":"record","name":"R","fields":[
                  {"name":"id","type":"string"},
                  {"name":"at","type":{"type":"long","logicalType":"timestamp-micros"}},
                  {"name":"price","type":["null","double"]},
                  {"name":"count","type":"int"}]}""");
    var record = new GenericData.Record(schema);
    record.put("id", "o-1");
    record.put("at", 1_732_237_200_123_456L);
    record.put("price", 101.25);
    record.put("count", -5);
    var body = SchemaStub.body(7, new AvroOracle(new Random(1)).write(schema, record));
    var reader =
        new BodyCase(
            SchemaStub.with(7, Format.AVRO, schema.toString()), "/id", "/at", "/price", "/count");

    assertThat(bytesPerBody(reader, body)).isLessThan(4);
    assertThat(reader.values())
        .containsExactly(
            "TEXT o-1", "TEXT 2024-11-22T01:00:00.123456Z", "NUMBER 101.25", "NUMBER -5");
  }

  @Test
  void nothingIsAllocatedForAProtobufBody() {
    var oracle = new ProtoOracle(new Random(7));
    DynamicMessage message = oracle.value(oracle.file(), 3);
    var body = SchemaStub.body(7, concat(message.toByteArray()));
    var reader =
        new BodyCase(
            SchemaStub.with(7, Format.PROTOBUF, oracle.text()), "/f_1", "/f2/1", "/f4", "/f5/f1");
    assertThat(bytesPerBody(reader, body)).isLessThan(4);
  }

  private static byte[] concat(byte[] message) {
    byte[] body = new byte[message.length + 1];
    System.arraycopy(message, 0, body, 1, message.length);
    return body;
  }

  /** The least of some batches: what counts is the state once the compiler is done. */
  private static double bytesPerBody(BodyCase reader, byte[] body) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    double least = Double.MAX_VALUE;
    for (int batch = 0; batch < MAX_BATCHES && least >= 4; batch++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      int read = 0;
      for (int round = 0; round < ROUNDS; round++) {
        read += reader.read(body) == Outcome.READ ? 1 : 0;
      }
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(read).isEqualTo(ROUNDS);
      least = Math.min(least, (double) allocated / ROUNDS);
    }
    return least;
  }
}
