package dev.weir.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One rule of a format: what it makes of a record's headers.
 *
 * @param why what the rule says
 * @param headers by name; characters are bytes
 * @param expected {@code trace span sampling}, with {@code -} for no span; {@code decision
 *     sampling}; {@code malformed}; or {@code absent}
 */
record FormatRule(String why, Map<String, String> headers, String expected) {

  /** A rule on one header. */
  static FormatRule rule(String why, String name, String value, String expected) {
    return new FormatRule(why, Map.of(name, value), expected);
  }

  /** A rule on several headers: names and values in turn. */
  static FormatRule rules(String why, String expected, String... namesAndValues) {
    var headers = new LinkedHashMap<String, String>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new FormatRule(why, headers, expected);
  }

  /** What a format is expected to find. */
  static String found(String trace, String span, Sampling sampling) {
    return trace + " " + span + " " + sampling;
  }

  void check(TraceFormat format, TraceNotation notation) {
    var table = new HeaderTable(format.headers());
    headers.forEach(
        (name, value) -> {
          byte[] bytes = ("#" + value + "#").getBytes(ISO_8859_1);
          table.put(name, bytes, 1, bytes.length - 2);
        });
    int[] slots = format.headers().stream().mapToInt(table::slotOf).toArray();
    var trace = new FoundTrace();

    var outcome = format.read(table, slots, trace);

    assertThat(text(outcome, trace)).as(why).isEqualTo(expected);
    if (outcome == TraceFormat.Outcome.FOUND) {
      assertThat(trace.notation()).isEqualTo(notation);
    }
  }

  private static String text(TraceFormat.Outcome outcome, FoundTrace trace) {
    return switch (outcome) {
      case ABSENT -> "absent";
      case MALFORMED -> "malformed";
      case DECISION_ONLY -> "decision " + trace.sampling();
      case FOUND ->
          found(
              new String(trace.bytes(), trace.traceOffset(), 32, ISO_8859_1),
              trace.hasSpan() ? new String(trace.bytes(), trace.spanOffset(), 16, ISO_8859_1) : "-",
              trace.sampling());
    };
  }

  @Override
  public String toString() {
    return why;
  }
}
