package dev.weir.logs;

import static dev.weir.monitor.Field.field;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Random;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;
import org.jboss.logmanager.Level;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NullMarked
class JsonLogFormatterTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonLogFormatter formatter = new JsonLogFormatter("weir", "prod", "paper");

  private static ExtLogRecord event(String message, Object... parameters) {
    var event =
        new ExtLogRecord(
            Level.WARN, message, FormatStyle.MESSAGE_FORMAT, JsonLogFormatterTest.class.getName());
    event.setLoggerName("dev.weir.kafka.Poller");
    event.setInstant(Instant.parse("2026-03-02T06:00:00.123456789Z"));
    event.setParameters(parameters);
    return event;
  }

  private JsonNode line(ExtLogRecord event) throws JsonProcessingException {
    var line = formatter.format(event);
    assertThat(line).endsWith("}\n");
    assertThat(line.strip()).doesNotContain("\n", "\r", "\u2028");
    return JSON.readTree(line);
  }

  @Test
  void carriesTheFieldsOfTheContract() throws JsonProcessingException {
    var event =
        event(
            "snapshot superseded",
            field("event_type", "snapshot.superseded"),
            field("topic", "a"),
            field("offset", 5_000_000_000L),
            field("exact", true),
            field("ratio", 0.5),
            field("infinite", Double.POSITIVE_INFINITY));
    event.putMdc("traceId", "0af7651916cd43dd8448eb211c80319c");
    event.putMdc("spanId", "b7ad6b7169203331");
    event.putMdc("request_id", "r-1");
    event.putMdc("correlation_id", "c-1");
    event.setProcessId(42);
    event.setLongThreadID(7);
    event.setSourceFileName("Poller.java");
    event.setSourceLineNumber(12);
    event.setSourceClassName("dev.weir.kafka.Poller");
    event.setSourceMethodName("poll");
    assertThat(line(event))
        .isEqualTo(
            JSON.readTree(
                """
                {"timestamp": "2026-03-02T06:00:00.123456Z", "level": "WARN",
                 "logger_name": "dev.weir.kafka.Poller", "message": "snapshot superseded",
                 "service": "weir", "environment": "prod", "namespace": "paper",
                 "event_type": "snapshot.superseded",
                 "topic": "a", "offset": 5000000000, "exact": true, "ratio": 0.5,
                 "infinite": "Infinity",
                 "trace_id": "0af7651916cd43dd8448eb211c80319c", "span_id": "b7ad6b7169203331",
                 "request_id": "r-1", "correlation_id": "c-1", "process_id": 42, "thread_id": 7,
                 "source": {"file": "Poller.java", "line": 12,
                   "function": "dev.weir.kafka.Poller.poll"}}
                """));
  }

  @Test
  void anEventsFieldNeverHidesOneOfTheLine() throws JsonProcessingException {
    var line = line(event("m", field("message", "x"), field("topic", "a"), field("topic", "b")));
    assertThat(line.get("message").asText()).isEqualTo("m");
    assertThat(line.get("field_message").asText()).isEqualTo("x");
    assertThat(line.get("topic").asText()).isEqualTo("a");
  }

  @Test
  void exceptionsAreToldWithTheirCauses() throws JsonProcessingException {
    var event = event("failed");
    event.setThrown(
        new IllegalStateException("outer", new IllegalArgumentException("password=hunter2")));
    var exception = line(event).get("exception");
    assertThat(exception.get("type").asText()).isEqualTo("java.lang.IllegalStateException");
    assertThat(exception.get("message").asText()).isEqualTo("outer");
    assertThat(exception.get("traceback").asText())
        .contains("Caused by: java.lang.IllegalArgumentException", "\n\tat dev.weir.logs")
        .doesNotContain("hunter2");
  }

  @Test
  void exceptionsWithoutMessageAreFine() throws JsonProcessingException {
    var event = event("failed");
    event.setThrown(new NullPointerException());
    assertThat(line(event).get("exception").get("message").asText()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quotes \" and \\ backslashes",
        "lines\nand\r\ntabs\t",
        "control \u0000\u0001\u001b[31m\u007f\u0085",
        "separators \u2028\u2029",
        "pairs 😀 é 中",
        "{0} '{1}' {not a format"
      })
  void everyTextSurvives(String text) throws JsonProcessingException {
    assertThat(line(event("m", field("text", text))).get("text").asText()).isEqualTo(text);
    assertThat(line(event(text)).get("message").asText()).isNotEmpty();
  }

  @Test
  void halvesOfPairsAndRandomTextsParse() throws JsonProcessingException {
    long seed = 20260302;
    var random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      var text = new StringBuilder();
      for (int n = random.nextInt(40); n > 0; n--) {
        text.append((char) random.nextInt(0x10000));
      }
      var parsed = line(event("m", field("text", text)));
      assertThat(parsed.get("text").asText()).as("seed " + seed).isEqualTo(text.toString());
    }
  }

  @Test
  void hugeTextsAreCutAndSaySo() throws JsonProcessingException {
    var line = line(event("x".repeat(1_000_000), field("body", "y".repeat(100_000))));
    assertThat(line.get("message").asText())
        .hasSizeLessThan(JsonLogFormatter.LONGEST + 40)
        .endsWith("… (1000000 characters)");
    assertThat(line.get("body").asText()).hasSizeLessThan(JsonLogFormatter.LONGEST + 40);
  }
}
