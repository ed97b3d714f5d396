package dev.weir.logs;

import dev.weir.monitor.Field;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object a line, with the fields of the contract. Values that are not there are left out.
 * The record's {@link Field} parameters become fields of their own; one named {@code event_type}
 * says what kind of event the line tells of. Secrets are redacted, and no text is longer than
 * {@value #LONGEST} characters.
 */
final class JsonLogFormatter extends ExtFormatter {
  /** The longest text of a line, in characters; more is cut. */
  static final int LONGEST = 16_384;

  private static final int MOST_FIELDS = 64;

  /** Names that the line has anyway; an event's field of such a name gets {@code field_} before. */
  private static final Set<String> TAKEN =
      Set.of(
          "timestamp",
          "level",
          "logger_name",
          "message",
          "service",
          "environment",
          "namespace",
          "process_id",
          "thread_id",
          "source",
          "exception");

  /** Log-context keys, as Quarkus and our own filter name them, and the names of the contract. */
  private static final Map<String, String> CONTEXT =
      Map.of(
          "traceId", "trace_id",
          "spanId", "span_id",
          "correlation_id", "correlation_id",
          "request_id", "request_id");

  private final String service;
  private final String environment;
  private final String namespace;

  JsonLogFormatter(String service, String environment, String namespace) {
    this.service = service;
    this.environment = environment;
    this.namespace = namespace;
  }

  @Override
  public boolean isCallerCalculationRequired() {
    return true;
  }

  @Override
  public String format(ExtLogRecord event) {
    var line =
        new JsonLine()
            .text("timestamp", event.getInstant().truncatedTo(ChronoUnit.MICROS).toString())
            .text("level", event.getLevel().getName())
            .text("logger_name", orEmpty(event.getLoggerName()))
            .text("message", clean(orEmpty(formatMessage(event))))
            .text("service", service)
            .text("environment", environment)
            .text("namespace", namespace);
    fields(line, event);
    line.number("process_id", event.getProcessId()).number("thread_id", event.getLongThreadID());
    source(line, event);
    exception(line, event.getThrown());
    return line.end();
  }

  private static void fields(JsonLine line, ExtLogRecord event) {
    var names = new java.util.HashSet<String>();
    var parameters = event.getParameters();
    if (parameters != null) {
      for (var parameter : parameters) {
        if (parameter instanceof Field field
            && names.size() < MOST_FIELDS
            && names.add(field.name())) {
          field(line, field);
        }
      }
    }
    CONTEXT.forEach(
        (key, name) -> {
          var value = event.getMdc(key);
          if (value != null && names.add(name)) {
            line.text(name, clean(value));
          }
        });
  }

  private static void field(JsonLine line, Field field) {
    var name = TAKEN.contains(field.name()) ? "field_" + field.name() : field.name();
    if (Redaction.secret(name)) {
      line.text(name, Redaction.REDACTED);
    } else if (field.value() instanceof Number || field.value() instanceof Boolean) {
      line.value(name, field.value());
    } else {
      line.text(name, clean(String.valueOf(field.value())));
    }
  }

  private static void source(JsonLine line, ExtLogRecord event) {
    var file = event.getSourceFileName();
    if (file == null) {
      return;
    }
    line.open("source")
        .text("file", file)
        .number("line", event.getSourceLineNumber())
        .text("function", event.getSourceClassName() + "." + orEmpty(event.getSourceMethodName()))
        .close();
  }

  private static void exception(JsonLine line, @Nullable Throwable thrown) {
    if (thrown == null) {
      return;
    }
    line.open("exception")
        .text("type", thrown.getClass().getName())
        .text("message", clean(orEmpty(thrown.getMessage())))
        .text("traceback", clean(traceback(thrown)))
        .close();
  }

  private static String traceback(Throwable thrown) {
    var text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private static String clean(String text) {
    // Cut first: what is redacted has a bound as well. The end of a cut secret is cut with it.
    var bounded =
        text.length() <= LONGEST
            ? text
            : text.substring(0, LONGEST) + "… (" + text.length() + " characters)";
    return Redaction.text(bounded);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
