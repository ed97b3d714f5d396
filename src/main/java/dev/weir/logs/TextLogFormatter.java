package dev.weir.logs;

import dev.weir.monitor.Field;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;

/** Lines for people at a terminal: time, level, logger, message, fields; redacted like JSON. */
final class TextLogFormatter extends ExtFormatter {
  private final DateTimeFormatter time;

  /**
   * Lines in the local time of a zone.
   *
   * @param zone the reader's
   */
  TextLogFormatter(ZoneId zone) {
    time = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(zone);
  }

  @Override
  public String format(ExtLogRecord event) {
    var logger = event.getLoggerName() == null ? "" : event.getLoggerName();
    var text =
        new StringBuilder(200)
            .append(time.format(event.getInstant()))
            .append(String.format(Locale.ROOT, " %-5s ", event.getLevel().getName()))
            .append(logger.substring(logger.lastIndexOf('.') + 1))
            .append(": ")
            .append(Redaction.text(String.valueOf(formatMessage(event))));
    var parameters = event.getParameters();
    if (parameters != null) {
      for (var parameter : parameters) {
        if (parameter instanceof Field field) {
          var value =
              Redaction.secret(field.name())
                  ? Redaction.REDACTED
                  : Redaction.text(String.valueOf(field.value()));
          text.append(' ').append(field.name()).append('=').append(value);
        }
      }
    }
    text.append('\n');
    if (event.getThrown() != null) {
      var trace = new StringWriter();
      event.getThrown().printStackTrace(new PrintWriter(trace));
      text.append(Redaction.text(trace.toString()));
    }
    return text.toString();
  }
}
