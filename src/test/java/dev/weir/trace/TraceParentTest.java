package dev.weir.trace;

import static dev.weir.trace.FormatRule.found;
import static dev.weir.trace.FormatRule.rule;
import static dev.weir.trace.Sampling.NOT_SAMPLED;
import static dev.weir.trace.Sampling.SAMPLED;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TraceParentTest {
  private static final String TRACE = "12345678901234567890123456789012";
  private static final String SPAN = "1234567890123456";
  private static final String IDS = TRACE + "-" + SPAN;
  private static final String GOOD = "00-" + IDS + "-01";
  private static final String FOUND = found(TRACE, SPAN, SAMPLED);

  private static FormatRule header(String why, String value, String expected) {
    return rule(why, "traceparent", value, expected);
  }

  /** The cases of the W3C's trace-context test suite, test/test.py. */
  static Stream<FormatRule> suite() {
    return Stream.of(
        header("usual", GOOD, FOUND),
        rule("name: hyphen", "trace-parent", GOOD, "absent"),
        rule("name: dot", "trace.parent", GOOD, "absent"),
        rule("name: camel case", "TraceParent", GOOD, FOUND),
        rule("name: mixed case", "TrAcEpArEnT", GOOD, FOUND),
        rule("name: upper case", "TRACEPARENT", GOOD, FOUND),
        header("version 00 ends after the flags", GOOD + ".", "malformed"),
        header("version 00 has no future", GOOD + "-what-the-future-will-be-like", "malformed"),
        header("future version", "cc-" + IDS + "-01", FOUND),
        header("future version's tail", "cc-" + IDS + "-01-what-the-future-will-be-like", FOUND),
        header("future, other tail", "cc-" + IDS + "-01.what-the-future-will-be-like", "malformed"),
        header("version ff is none", "ff-" + IDS + "-01", "malformed"),
        header("version, first digit", ".0-" + IDS + "-01", "malformed"),
        header("version, second digit", "0.-" + IDS + "-01", "malformed"),
        header("version of three digits", "000-" + IDS + "-01", "malformed"),
        header("version of four digits", "0000-" + IDS + "-01", "malformed"),
        header("version of one digit", "0-" + IDS + "-01", "malformed"),
        header("zero trace id", "00-" + "0".repeat(32) + "-" + SPAN + "-01", "malformed"),
        header("trace id, first digit", "00-." + IDS.substring(1) + "-01", "malformed"),
        header(
            "trace id, last digit", "00-" + TRACE.substring(1) + ".-" + SPAN + "-01", "malformed"),
        header("trace id too long", "00-" + TRACE + "3-" + SPAN + "-01", "malformed"),
        header("trace id too short", "00-" + TRACE.substring(1) + "-" + SPAN + "-01", "malformed"),
        header("zero span id", "00-" + TRACE + "-0000000000000000-01", "malformed"),
        header("span id, first digit", "00-" + TRACE + "-.234567890123456-01", "malformed"),
        header("span id, last digit", "00-" + TRACE + "-123456789012345.-01", "malformed"),
        header("span id too long", "00-" + IDS + "7-01", "malformed"),
        header("span id too short", "00-" + TRACE + "-123456789012345-01", "malformed"),
        header("flags, first digit", "00-" + IDS + "-.0", "malformed"),
        header("flags, second digit", "00-" + IDS + "-0.", "malformed"),
        header("flags too long", "00-" + IDS + "-001", "malformed"),
        header("flags too short", "00-" + IDS + "-1", "malformed"),
        header("blank before", " " + GOOD, FOUND),
        header("tab before", "\t" + GOOD, FOUND),
        header("blank after", GOOD + " ", FOUND),
        header("tab after", GOOD + "\t", FOUND),
        header("blanks around", "\t " + GOOD + " \t", FOUND));
  }

  static Stream<FormatRule> ours() {
    return Stream.of(
        header("not sampled counts", "00-" + IDS + "-00", found(TRACE, SPAN, NOT_SAMPLED)),
        header("flags are bits: sampled", "00-" + IDS + "-ff", FOUND),
        header("flags are bits: another", "00-" + IDS + "-02", found(TRACE, SPAN, NOT_SAMPLED)),
        header("flags are bits: both", "00-" + IDS + "-03", FOUND),
        header("future, bare hyphen", "cc-" + IDS + "-01-", FOUND),
        header("version 01", "01-" + IDS + "-01-x", FOUND),
        header(
            "upper-case trace id",
            "00-" + TRACE.replace('1', 'A') + "-" + SPAN + "-01",
            "malformed"),
        header("upper-case span id", "00-" + TRACE + "-A234567890123456-01", "malformed"),
        header("upper-case version", "0A-" + IDS + "-01", "malformed"),
        header("upper-case flags", "00-" + IDS + "-0A", "malformed"),
        header("other separator", "00_" + IDS + "-01", "malformed"),
        header("empty", "", "malformed"),
        header("blank", " ", "malformed"),
        header(
            "high half zero",
            "00-0000000000000000" + SPAN + "-" + SPAN + "-01",
            found("0000000000000000" + SPAN, SPAN, SAMPLED)));
  }

  @ParameterizedTest
  @MethodSource({"suite", "ours"})
  void followsTheSpecification(FormatRule rule) {
    rule.check(TraceFormat.of(TraceNotation.W3C).getFirst(), TraceNotation.W3C);
  }

  @Test
  void belongsToTheNotationOfItsHeader() {
    rule("CloudEvents", "ce_traceparent", GOOD, FOUND)
        .check(TraceFormat.of(TraceNotation.CLOUDEVENTS).getFirst(), TraceNotation.CLOUDEVENTS);
    rule("Elastic's text", "elastic-apm-traceparent", GOOD, FOUND)
        .check(TraceFormat.of(TraceNotation.ELASTIC).getLast(), TraceNotation.ELASTIC);
  }

  @Test
  void agreesWithAPatternOnRandomChanges() {
    long seed = 20260731;
    var random = new Random(seed);
    var pattern =
        Pattern.compile(
            "(?!ff)(?!00-.{52}.)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?",
            Pattern.DOTALL);
    var starts = List.of(GOOD, "cc" + GOOD.substring(2), "cc" + GOOD.substring(2) + "-more");
    var format = TraceFormat.of(TraceNotation.W3C).getFirst();
    var table = new HeaderTable(format.headers());
    var found = new FoundTrace();
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = starts.get(random.nextInt(starts.size())).getBytes(ISO_8859_1);
      for (int change = random.nextInt(3); change > 0; change--) {
        byte[] pool = "0f-gA".getBytes(ISO_8859_1);
        byte any = (byte) random.nextInt(256);
        bytes[random.nextInt(bytes.length)] =
            random.nextBoolean() ? any : pool[random.nextInt(pool.length)];
      }
      int length = random.nextInt(4) > 0 ? bytes.length : random.nextInt(bytes.length + 1);
      table.put("traceparent", bytes, 0, length);

      boolean valid = format.read(table, new int[] {0}, found) == TraceFormat.Outcome.FOUND;

      String text = new String(bytes, 0, length, ISO_8859_1);
      String trimmed = text.replaceAll("^[ \t\r\n]+|[ \t\r\n]+$", "");
      assertThat(valid).as("seed %d, %s", seed, text).isEqualTo(pattern.matcher(trimmed).matches());
    }
  }
}
