package dev.weir.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.protobuf.CodedOutputStream;
import dev.weir.registry.RegistryServer;
import dev.weir.stack.KafkaServer;
import dev.weir.stack.WeirProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies that name a schema are read by it, from a registry behind TLS, also natively. */
class SchemasIT {
  private static final String AVRO =
      """
      {"type":"record","name":"Tick","fields":[
        {"name":"id","type":"string"},
        {"name":"timestamp","type":{"type":"long","logicalType":"timestamp-millis"}},
        {"name":"data","type":{"type":"record","name":"Data","fields":[
          {"name":"symbol","type":["null","string"]},{"name":"price","type":"double"}]}}]}
      """;
  private static final String PROTO =
      """
      syntax = "proto3";
      import "google/protobuf/timestamp.proto";
      message Tick {
        string id = 1;
        google.protobuf.Timestamp timestamp = 2;
        message Data { string symbol = 1; }
        Data data = 3;
      }
      """;
  private static final String DEFINITION =
      """
      weir:
        namespace: schemas
        start: 1h
        commit-interval: 200ms
        schema-registry: { retry: 2s }
        pipeline:
          name: schemas
          stages:
            avro: { topics: [avro], freshness: { degraded: 60s, down: 300s } }
            proto: { topics: [proto], freshness: { degraded: 60s, down: 300s } }
            json: { topics: [json], freshness: { degraded: 60s, down: 300s } }
            later: { topics: [later] }
      """;
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir static Path folder;
  private static final KafkaServer KAFKA = KafkaServer.running();
  private static RegistryServer registry;
  private static WeirProcess weir;

  @BeforeAll
  static void start() throws Exception {
    registry = new RegistryServer(tls());
    answer(1, AVRO, "AVRO");
    answer(2, PROTO, "PROTOBUF");
    answer(3, "{\"type\":\"object\"}", "JSON");
    KAFKA.createTopics(List.of("avro", "proto", "json", "later"), 2, Map.of());
    weir =
        new WeirProcess(DEFINITION)
            .kafka(KAFKA.bootstrap())
            .property("weir.schema-registry.url", registry.url("").toString())
            .property("javax.net.ssl.trustStore", folder.resolve("store.p12").toString())
            .property("javax.net.ssl.trustStorePassword", String.valueOf(PASSWORD));
    weir.start();
    weir.awaitReady();
  }

  @AfterAll
  static void stop() {
    weir.close();
    KAFKA.close();
    registry.close();
  }

  /** A key pair and its certificate, which trusts itself, made by the JDK's tool. */
  private static SSLContext tls()
      throws IOException, InterruptedException, GeneralSecurityException {
    var store = folder.resolve("store.p12");
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    var tool =
        new ProcessBuilder(
                (keytool
                        + " -genkeypair -alias registry -keyalg EC -dname CN=localhost -validity 2"
                        + " -ext san=ip:127.0.0.1,dns:localhost -storetype PKCS12 -storepass changeit"
                        + " -keystore "
                        + store)
                    .split(" ", -1))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(tool.waitFor(30, TimeUnit.SECONDS)).isTrue();
    var keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private static void answer(int id, String schema, String type) {
    registry.answers.put(
        "/schemas/ids/" + id,
        JsonNodeFactory.instance
            .objectNode()
            .put("schema", schema)
            .put("schemaType", type)
            .toString());
  }

  private static byte[] framed(int schema, byte[] value) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0, 0, 0, 0, (byte) schema});
    out.writeBytes(value);
    return out.toByteArray();
  }

  private static byte[] avro(String symbol) throws IOException {
    var schema = new Schema.Parser().parse(AVRO);
    var data = new GenericData.Record(schema.getField("data").schema());
    data.put("symbol", symbol);
    data.put("price", 1.5);
    var tick = new GenericData.Record(schema);
    tick.put("id", "t-1");
    tick.put("timestamp", System.currentTimeMillis());
    tick.put("data", data);
    var out = new ByteArrayOutputStream();
    var encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(schema).write(tick, encoder);
    return out.toByteArray();
  }

  private static byte[] proto(String symbol) throws IOException {
    var data = message(out -> out.writeString(1, symbol));
    var time = message(out -> out.writeInt64(1, Instant.now().getEpochSecond()));
    var tick =
        message(
            out -> {
              out.writeString(1, "t-1");
              out.writeByteArray(2, time);
              out.writeByteArray(3, data);
            });
    var framed = new ByteArrayOutputStream();
    framed.write(0); // The first message of the file.
    framed.writeBytes(tick);
    return framed.toByteArray();
  }

  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Fields fields) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = CodedOutputStream.newInstance(bytes);
    fields.write(out);
    out.flush();
    return bytes.toByteArray();
  }

  @Test
  void everyLanguageIsReadByItsSchema() throws IOException {
    try (var records = new Records(KAFKA.bootstrap())) {
      for (int at = 0; at < 200; at++) {
        var symbol = "S" + at % 4;
        records.send(new ProducerRecord<>("avro", framed(1, avro(symbol))));
        records.send(new ProducerRecord<>("proto", framed(2, proto(symbol))));
        records.send(new ProducerRecord<>("json", framed(3, Records.body(symbol).getBytes(UTF_8))));
      }
      records.flush();
    }
    for (var stage : List.of("avro", "proto", "json")) {
      Figures.awaitExactly(weir, stage, 200);
      var figures = Figures.stage(weir, stage);
      assertThat(figures.path("rejected")).as(stage).isEmpty();
      assertThat(figures.path("freshnessSeconds").asDouble(99)).as(stage).isLessThan(60);
      var keys = Figures.reply(weir, "/monitoring/stages/" + stage + "/keys?sort=key").path("keys");
      assertThat(keys).as(stage).hasSize(4).allMatch(key -> key.path("events").asInt() == 50);
    }
    // Once for each thread that needs it at most, and never once a record.
    assertThat(registry.requests).filteredOn("/schemas/ids/1"::equals).hasSize(1);
  }

  @Test
  void aSchemaThatIsRegisteredLaterIsReadFromThenOn() throws IOException {
    try (var records = new Records(KAFKA.bootstrap())) {
      for (int at = 0; at < 10; at++) {
        records.send(new ProducerRecord<>("later", 0, null, framed(9, avro("L"))));
      }
      records.flush();
      Figures.awaitExactly(weir, "later", 10);
      assertThat(Figures.stage(weir, "later").at("/rejected/body-malformed").asInt()).isEqualTo(10);
      assertThat(
              Figures.reply(weir, "/monitoring/stages/later/rejected")
                  .at("/items/0/detail")
                  .asText())
          .contains("schema 9")
          .contains("404");

      answer(9, AVRO, "AVRO");
      await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(
              () -> {
                records.send(new ProducerRecord<>("later", 0, null, framed(9, avro("L"))));
                records.flush();
                assertThat(
                        Figures.reply(weir, "/monitoring/stages/later/keys").path("total").asInt())
                    .isEqualTo(1);
              });
    }
  }
}
