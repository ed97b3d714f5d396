package dev.weir.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.stack.KafkaServer;
import dev.weir.stack.WeirProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * How fast one poll thread reads, as a ratio to one that only polls, measured in the same run by
 * the product itself ({@code weir speed}): records with their fields in headers, and JSON
 * envelopes. With a native executable it is measured too, against its own polling.
 */
final class IngestBench {
  /** As {@code ./weir run} has them. */
  static final List<String> JVM_FLAGS = List.of("-XX:+UseParallelGC", "-Xmx1g");

  private static final int RECORDS = 1_000_000;
  private static final int SYMBOLS = 500;
  private static final String HEADERS =
      """
      weir:
        pipeline:
          fields:
            trace: [trace-context]
            id: ["header:ce_id"]
            parent: []
            time: ["header:ce_time", record-time]
            key: [record-key]
          stages:
            only: { topics: [headers] }
      """;
  private static final String JSON =
      """
      weir:
        pipeline:
          fields: { key: ["json:/data/symbol"] }
          stages:
            only: { topics: [json] }
      """;

  private IngestBench() {}

  /** Measures, and gives the rows of the table. */
  static List<Row> run(int rounds, @Nullable Path binary, Path folder)
      throws IOException, InterruptedException {
    var rows = new ArrayList<Row>();
    try (var kafka = KafkaServer.running()) {
      kafka.createTopics(List.of("headers", "json"), 4, Map.of());
      fill(kafka.bootstrap());
      for (var topic : Map.of("headers", HEADERS, "json", JSON).entrySet()) {
        var file = Files.writeString(folder.resolve(topic.getKey() + ".yaml"), topic.getValue());
        var arguments =
            List.of(
                "speed",
                file.toString(),
                "--kafka",
                kafka.bootstrap(),
                "--records",
                String.valueOf(RECORDS),
                "--rounds",
                String.valueOf(rounds),
                "--json");
        var jvm = new ArrayList<>(WeirProcess.program(JVM_FLAGS));
        jvm.addAll(arguments);
        rows.add(measure(topic.getKey() + ", JVM", jvm, folder));
        if (binary != null) {
          var alone = new ArrayList<>(List.of(binary.toString(), "-Xmx1g"));
          alone.addAll(arguments);
          rows.add(measure(topic.getKey() + ", native", alone, folder));
        }
      }
    }
    return rows;
  }

  /**
   * One comparison.
   *
   * @param name what was read, and by what
   * @param bare records a second of the polling alone, ascending
   * @param weir records a second of Weir, ascending
   * @param ratio of the medians
   */
  record Row(String name, List<Long> bare, List<Long> weir, double ratio) {}

  private static Row measure(String name, List<String> command, Path folder)
      throws IOException, InterruptedException {
    System.err.println("measuring " + name);
    var output = folder.resolve("output");
    var process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException(name + " ended with " + process.exitValue());
    }
    var answer = new ObjectMapper().readTree(output.toFile());
    var bare = new ArrayList<Long>();
    answer.get("bare").forEach(rate -> bare.add(rate.asLong()));
    var weir = new ArrayList<Long>();
    answer.get("weir").forEach(rate -> weir.add(rate.asLong()));
    return new Row(name, bare, weir, answer.get("ratio").asDouble());
  }

  private static void fill(String bootstrap) {
    System.err.println("writing " + 2 * RECORDS + " records");
    var failure = new AtomicReference<@Nullable Exception>();
    Map<String, Object> properties =
        Map.of("bootstrap.servers", bootstrap, "linger.ms", "20", "batch.size", "131072");
    try (var producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      byte[] payload = "x".repeat(190).getBytes(UTF_8);
      for (int at = 0; at < RECORDS; at++) {
        byte[] key = ("SYM" + at % SYMBOLS).getBytes(UTF_8);
        long now = System.currentTimeMillis();
        var time = java.time.Instant.ofEpochMilli(now).toString();
        var trace = String.format(Locale.ROOT, "%032x", at + 1L);
        var record = new ProducerRecord<>("headers", null, now, key, payload);
        record
            .headers()
            .add("traceparent", ("00-" + trace + "-00f067aa0ba902b7-01").getBytes(UTF_8))
            .add("ce_id", ("event-" + at).getBytes(UTF_8))
            .add("ce_time", time.getBytes(UTF_8));
        send(producer, record, failure);
        var body =
            """
            {"id":"0195a3f0-0000-7000-8000-%012x","event_type":"market_tick","timestamp":"%s",\
            "source":"market-data","broker":"paper","data":{"symbol":"SYM%d","price":101.25,\
            "volume":1200,"bid":101.2,"ask":101.3},"correlation_id":"c-%d",\
            "causation_id":"0195a3f0-0000-7000-8000-%012x","trace_id":"%s","parent_trace_id":null}"""
                .formatted(at, time, at % SYMBOLS, at, at + 7, trace);
        send(producer, new ProducerRecord<>("json", null, now, key, body.getBytes(UTF_8)), failure);
      }
    }
    if (failure.get() != null) {
      throw new IllegalStateException("a record was not written", failure.get());
    }
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer,
      ProducerRecord<byte[], byte[]> record,
      AtomicReference<@Nullable Exception> failure) {
    var _ =
        producer.send(
            record,
            (_, trouble) -> {
              if (trouble != null) {
                failure.set(trouble);
              }
            });
  }
}
