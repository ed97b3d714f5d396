package dev.weir.kafka;

import static dev.weir.kafka.LogMock.wanted;

import dev.weir.kafka.LogScan.Limits;
import dev.weir.kafka.decode.RecordDecoder;
import dev.weir.kafka.decode.SchemaStub;
import dev.weir.monitor.LogSearch.Answer;
import dev.weir.monitor.LogSearch.By;
import dev.weir.monitor.LogSearch.Request;
import dev.weir.monitor.SchemaSource;
import dev.weir.pipeline.Condition;
import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.TopicSelector;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** One search over logs in memory. */
abstract class LogScanCase {
  static final TopicPartition ZERO = new TopicPartition("orders", 0);
  static final TopicPartition ONE = new TopicPartition("orders", 1);
  static final Instant T = Instant.parse("2026-03-02T06:00:00Z");
  static final long T_MS = T.toEpochMilli();
  static final Duration MINUTE = Duration.ofMinutes(1);
  static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  static final Pipeline PIPELINE = pipeline();

  final LogMock log = new LogMock();
  SchemaSource schemas = new SchemaStub();

  private static Pipeline pipeline() {
    var orders =
        new Stage("orders", List.of(new TopicSelector.Exact("orders")), List.of(), null, null);
    var where = new Condition(new FieldSource.Json(List.of("ok")), false, List.of("yes"));
    var hop = new Hop("orders", "fills", Hop.Expect.EVERY, MINUTE, where);
    var fills =
        new Stage(
            "fills",
            List.of(new TopicSelector.Regex(Pattern.compile("(fills|.*orders)\\..*|__.*|orders"))),
            List.of(hop),
            null,
            null);
    return new Pipeline("test", "test", FieldSources.defaults(), List.of(orders, fills));
  }

  static Request request(By by, String... ids) {
    return request("orders", by, T, T.plus(MINUTE), ids);
  }

  static Request request(String stage, By by, Instant from, Instant to, String... ids) {
    var wanted = Arrays.stream(ids).map(LogMock::wanted).collect(Collectors.toSet());
    return new Request(stage, by, from, to, wanted);
  }

  Answer search(Request request) {
    return scan(request, Limits.USUAL).run();
  }

  LogScan scan(Request request, Limits limits) {
    return scan(request, limits, SightingTap.NOWHERE);
  }

  LogScan scan(Request request, Limits limits, SightingTap sightings) {
    var decoder = new RecordDecoder(PIPELINE, 10_000, schemas);
    return new LogScan(log, PIPELINE, decoder, log, limits, sightings, request);
  }
}
