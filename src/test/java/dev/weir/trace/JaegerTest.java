package dev.weir.trace;

import static dev.weir.trace.FormatRule.found;
import static dev.weir.trace.FormatRule.rule;
import static dev.weir.trace.Sampling.DEBUG;
import static dev.weir.trace.Sampling.NOT_SAMPLED;
import static dev.weir.trace.Sampling.SAMPLED;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JaegerTest {
  private static final String TRACE = "000000000000004d0000000000000016";
  private static final String SPAN = "0000000000017c29";

  private static FormatRule header(String why, String value, String expected) {
    return rule(why, "uber-trace-id", value, expected);
  }

  /** The cases of OpenTelemetry's JaegerPropagatorTest, and what is more lenient here. */
  static Stream<FormatRule> rules() {
    return Stream.of(
        header("sampled", TRACE + ":" + SPAN + ":0:1", found(TRACE, SPAN, SAMPLED)),
        header(
            "as the clients write it", "4d0000000000000016:17c29:0:5", found(TRACE, SPAN, SAMPLED)),
        header("not sampled", TRACE + ":17c29:0:0", found(TRACE, SPAN, NOT_SAMPLED)),
        header(
            "64 bits",
            "236f2e:17c29:0:1",
            found("00000000000000000000000000236f2e", SPAN, SAMPLED)),
        header("debug", TRACE + ":17c29:0:3", found(TRACE, SPAN, DEBUG)),
        header("two digits of flags", TRACE + ":17c29:0:01", found(TRACE, SPAN, SAMPLED)),
        header("escaped", "4d0000000000000016%3A17c29%3A0%3A5", found(TRACE, SPAN, SAMPLED)),
        header("escaped in lower case", TRACE + "%3a17c29%3a0%3a1", found(TRACE, SPAN, SAMPLED)),
        header("both separators", TRACE + ":17c29%3A0:1", found(TRACE, SPAN, SAMPLED)),
        header("parent", TRACE + ":17c29:abc:1", found(TRACE, SPAN, SAMPLED)),
        header("empty parent", TRACE + ":17c29::1", found(TRACE, SPAN, SAMPLED)),
        header("upper case", "4D0000000000000016:17C29:0:1", found(TRACE, SPAN, SAMPLED)),
        header("blanks around", "\t4d0000000000000016:17c29:0:1 ", found(TRACE, SPAN, SAMPLED)),
        header("empty", "", "malformed"),
        header("not enough parts", "aa:bb:cc", "malformed"),
        header("too many parts", "aa:bb:cc:dd:ee", "malformed"),
        header("a separator too many", "aa:bb:cc:d:", "malformed"),
        header("trace id alone", TRACE, "malformed"),
        header("empty trace id", ":17c29:0:1", "malformed"),
        header("malformed trace id", "abcdefghijklmnopabcdefghijklmnop:17c29:0:0", "malformed"),
        header("trace id too long", TRACE + "00:17c29:0:0", "malformed"),
        header("zero trace id", "0:17c29:0:1", "malformed"),
        header("empty flags", TRACE + ":17c29:0:", "malformed"),
        header("flags too long", TRACE + ":17c29:0:10220", "malformed"),
        header("flags that are not hex", TRACE + ":17c29:0:x", "malformed"),
        header("half an escape", TRACE + "%3:17c29:0:1", "malformed"),
        // A good trace id is worth more than a missing span id.
        header(
            "malformed span id", TRACE + ":abcdefghijklmnop:0:0", found(TRACE, "-", NOT_SAMPLED)),
        header("span id too long", TRACE + ":" + SPAN + "00:0:0", found(TRACE, "-", NOT_SAMPLED)),
        header("empty span id", TRACE + "::0:1", found(TRACE, "-", SAMPLED)),
        header("zero span id", TRACE + ":0:0:1", found(TRACE, "-", SAMPLED)),
        rule("another header", "jaeger-debug-id", TRACE, "absent"));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void readsUberTraceId(FormatRule rule) {
    rule.check(new Jaeger(), TraceNotation.JAEGER);
  }
}
