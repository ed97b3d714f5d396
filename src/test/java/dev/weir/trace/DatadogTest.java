package dev.weir.trace;

import static dev.weir.trace.FormatRule.found;
import static dev.weir.trace.FormatRule.rules;
import static dev.weir.trace.Sampling.NOT_SAMPLED;
import static dev.weir.trace.Sampling.SAMPLED;
import static dev.weir.trace.Sampling.UNKNOWN;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DatadogTest {
  private static final String ID = "x-datadog-trace-id";
  private static final String SPAN = "x-datadog-parent-id";
  private static final String PRIORITY = "x-datadog-sampling-priority";
  private static final String TAGS = "x-datadog-tags";
  private static final String MAX = "18446744073709551615";
  private static final String ABOVE_MAX = "18446744073709551616";
  private static final String ONE = "00000000000000000000000000000001";
  private static final String MAX_HEX = "0000000000000000ffffffffffffffff";

  /** A row on the trace id and the span id. */
  private static FormatRule ids(String why, String trace, String span, String expected) {
    return rules(why, expected, ID, trace, SPAN, span);
  }

  private static FormatRule tagged(String why, String tags, String high) {
    return rules(why, found(high + "0000000000000001", "-", UNKNOWN), ID, "1", TAGS, tags);
  }

  private static FormatRule priority(String value, Sampling sampling) {
    return rules("priority " + value, found(ONE, "-", sampling), ID, "1", PRIORITY, value);
  }

  /** The cases of dd-trace-java's DatadogHttpExtractorTest, and what is more lenient here. */
  static Stream<FormatRule> headers() {
    return Stream.of(
        ids("usual", "1", "2", found(ONE, "0000000000000002", UNKNOWN)),
        ids("largest trace id", MAX, "1", found(MAX_HEX, "0000000000000001", UNKNOWN)),
        ids("largest span id", "1", MAX, found(ONE, "ffffffffffffffff", UNKNOWN)),
        ids("above the range", ABOVE_MAX, "1", "malformed"),
        ids("far above the range", "99999999999999999999", "1", "malformed"),
        ids("too many digits", "0".repeat(20) + "1", "1", "malformed"),
        ids("leading zeros", "0001", "1", found(ONE, "0000000000000001", UNKNOWN)),
        ids("negative", "-1", "1", "malformed"),
        ids("plus", "+1", "1", "malformed"),
        ids("zero", "0", "1", "malformed"),
        ids("hex", "1f", "1", "malformed"),
        ids("words", "traceId", "spanId", "malformed"),
        ids("empty", "", "1", "malformed"),
        ids("blanks around", " 1\t", " 2 ", found(ONE, "0000000000000002", UNKNOWN)),
        ids("negative span id", "1", "-1", found(ONE, "-", UNKNOWN)),
        ids("zero span id", "1", "0", found(ONE, "-", UNKNOWN)),
        ids("span id above the range", "1", ABOVE_MAX, found(ONE, "-", UNKNOWN)),
        rules("no span id", found(ONE, "-", UNKNOWN), ID, "1"),
        rules(
            "names in capitals",
            found(ONE, "-", SAMPLED),
            "X-DATADOG-TRACE-ID",
            "1",
            "X-Datadog-Sampling-Priority",
            "1"),
        rules(
            "no trace id", "absent", SPAN, "1", PRIORITY, "1", TAGS, "_dd.p.tid=640cfd8d00000000"),
        priority("-1", NOT_SAMPLED),
        priority("0", NOT_SAMPLED),
        priority("1", SAMPLED),
        priority("2", SAMPLED),
        priority("-128", UNKNOWN),
        priority("x", UNKNOWN),
        priority("", UNKNOWN));
  }

  static Stream<FormatRule> tags() {
    String none = "0000000000000000";
    return Stream.of(
        tagged("high half", "_dd.p.tid=640cfd8d00000000", "640cfd8d00000000"),
        tagged("among others", "_dd.p.dm=-4,_dd.p.tid=640cfd8d00000000,x=y", "640cfd8d00000000"),
        tagged("blanks", "a=b, _dd.p.tid=640cfd8d00000000 ", "640cfd8d00000000"),
        tagged("upper case", "_dd.p.tid=640CFD8D00000000", "640cfd8d00000000"),
        tagged("too short", "_dd.p.tid=640cfd8d0000000", none),
        tagged("too long", "_dd.p.tid=640cfd8d000000000", none),
        tagged("not hex", "_dd.p.tid=640cfd8d0000000g", none),
        tagged("another name", "_dd.p.tidy=640cfd8d00000000", none),
        tagged("end of another name", "x_dd.p.tid=640cfd8d00000000", none),
        tagged("commas", ",,,", none),
        tagged("empty", "", none));
  }

  @ParameterizedTest
  @MethodSource({"headers", "tags"})
  void readsDatadogsHeaders(FormatRule rule) {
    rule.check(new Datadog(), TraceNotation.DATADOG);
  }
}
