package dev.weir.trace;

import static dev.weir.trace.FormatRule.found;
import static dev.weir.trace.FormatRule.rule;
import static dev.weir.trace.FormatRule.rules;
import static dev.weir.trace.Sampling.DEBUG;
import static dev.weir.trace.Sampling.NOT_SAMPLED;
import static dev.weir.trace.Sampling.SAMPLED;
import static dev.weir.trace.Sampling.UNKNOWN;

import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class B3Test {
  private static final String LOW = "463ac35c9f6413ad";
  private static final String HIGH = "0af7651916cd43dd";
  private static final String TRACE = HIGH + LOW;
  private static final String PADDED = "0".repeat(16) + LOW;
  private static final String SPAN = "a2fb4a1d1a96d312";
  private static final String PARENT = "0020000000000001";
  private static final String IDS = LOW + "-" + SPAN;

  private static FormatRule single(String why, String value, String expected) {
    return rule(why, "b3", value, expected);
  }

  /** The cases of Brave's B3SingleFormatTest, and what is more lenient here. */
  static Stream<FormatRule> singles() {
    return Stream.of(
        single("not yet sampled", IDS, found(PADDED, SPAN, UNKNOWN)),
        single("128 bits", TRACE + "-" + SPAN, found(TRACE, SPAN, UNKNOWN)),
        single("not sampled", IDS + "-0", found(PADDED, SPAN, NOT_SAMPLED)),
        single("sampled", IDS + "-1", found(PADDED, SPAN, SAMPLED)),
        single("debug", TRACE + "-" + SPAN + "-d", found(TRACE, SPAN, DEBUG)),
        single("Brave's debug", IDS + "-1-1", found(PADDED, SPAN, DEBUG)),
        single("Brave's redundant debug", IDS + "-0-0", found(PADDED, SPAN, NOT_SAMPLED)),
        single("parent", IDS + "-1-" + PARENT, found(PADDED, SPAN, SAMPLED)),
        single("parent, not sampled", IDS + "-0-" + PARENT, found(PADDED, SPAN, NOT_SAMPLED)),
        single("parent, Brave's debug", IDS + "-1-" + PARENT + "-1", found(PADDED, SPAN, DEBUG)),
        single("parent without state", IDS + "-" + PARENT, found(PADDED, SPAN, UNKNOWN)),
        single("malformed debug", IDS + "-0-?", "malformed"),
        single("0 alone", "0", "decision NOT_SAMPLED"),
        single("1 alone", "1", "decision SAMPLED"),
        single("d alone", "d", "decision DEBUG"),
        single("redundant", "1-0", "decision SAMPLED"),
        single("Brave's debug alone", "1-1", "decision DEBUG"),
        single("other state", "2", "malformed"),
        single("malformed debug alone", "1-?", "malformed"),
        single("a decision has no parent", "1-" + PARENT, "malformed"),
        single("malformed trace id", LOW.substring(1) + "?-" + SPAN, "malformed"),
        single("malformed parent", IDS + "-" + PARENT.substring(1) + "?", "malformed"),
        single("words", "not-a-tumor", "malformed"),
        single("UUID", "b970dafd-0d95-40aa-95d8-1d8725aebe40", "malformed"),
        single("empty", "", "malformed"),
        single("hyphen", "-", "malformed"),
        single("hyphen first", "-1", "malformed"),
        single("hyphen last", "1-", "malformed"),
        single("15 digits", LOW.substring(1), "malformed"),
        single("17 digits", LOW + "1-" + SPAN, "malformed"),
        single("trace id cut off", LOW.substring(1) + "-" + SPAN, "malformed"),
        single("hyphen after the span id", IDS + "-", "malformed"),
        single("hyphen after the state", IDS + "-1-", "malformed"),
        single("parent cut off", IDS + "-1-" + PARENT.substring(1), "malformed"),
        single("parent too long", IDS + "-" + TRACE + TRACE, "malformed"),
        single("two states", IDS + "-1-0-1", "malformed"),
        single("two parents", IDS + "-" + PARENT + "-" + PARENT, "malformed"),
        single("too big", TRACE + LOW + "-" + SPAN + "-" + TRACE, "malformed"),
        single("zero trace id", "0".repeat(32) + "-" + SPAN + "-1", "malformed"),
        single("zero short trace id", "0".repeat(16) + "-" + SPAN + "-1", "malformed"),
        // A good trace id is worth more than a missing span id.
        single("no span id", LOW, found(PADDED, "-", UNKNOWN)),
        single("empty span id", TRACE + "-", found(TRACE, "-", UNKNOWN)),
        single(
            "malformed span id",
            TRACE + "-" + SPAN.substring(1) + "?-1",
            found(TRACE, "-", SAMPLED)),
        single("span id cut off", LOW + "-" + SPAN.substring(1), found(PADDED, "-", UNKNOWN)),
        single("zero span id", TRACE + "-0000000000000000-1", found(TRACE, "-", SAMPLED)),
        single(
            "upper case",
            TRACE.toUpperCase(Locale.ROOT) + "-" + SPAN.toUpperCase(Locale.ROOT),
            found(TRACE, SPAN, UNKNOWN)),
        single("blanks around", " \t" + IDS + "-1\r\n", found(PADDED, SPAN, SAMPLED)),
        rule("name in upper case", "B3", IDS, found(PADDED, SPAN, UNKNOWN)));
  }

  static Stream<FormatRule> multis() {
    return Stream.of(
        rules(
            "usual",
            found(TRACE, SPAN, SAMPLED),
            "X-B3-TraceId",
            TRACE,
            "X-B3-SpanId",
            SPAN,
            "X-B3-Sampled",
            "1"),
        rules("64 bits", found(PADDED, SPAN, UNKNOWN), "X-B3-TraceId", LOW, "X-B3-SpanId", SPAN),
        rules(
            "names in lower case",
            found(TRACE, SPAN, NOT_SAMPLED),
            "x-b3-traceid",
            TRACE,
            "x-b3-spanid",
            SPAN,
            "x-b3-sampled",
            "0"),
        rules(
            "old word for sampled",
            found(TRACE, "-", SAMPLED),
            "X-B3-TraceId",
            TRACE,
            "X-B3-Sampled",
            "true"),
        rules(
            "old word in capitals",
            found(TRACE, "-", NOT_SAMPLED),
            "X-B3-TraceId",
            TRACE,
            "X-B3-Sampled",
            "FALSE"),
        rules("debug", found(TRACE, "-", DEBUG), "X-B3-TraceId", TRACE, "X-B3-Flags", "1"),
        rules(
            "debug wins",
            found(TRACE, "-", DEBUG),
            "X-B3-TraceId",
            TRACE,
            "X-B3-Flags",
            "1",
            "X-B3-Sampled",
            "0"),
        rules(
            "no debug",
            found(TRACE, "-", SAMPLED),
            "X-B3-TraceId",
            TRACE,
            "X-B3-Flags",
            "0",
            "X-B3-Sampled",
            "1"),
        rules(
            "other decision",
            found(TRACE, "-", UNKNOWN),
            "X-B3-TraceId",
            TRACE,
            "X-B3-Sampled",
            "maybe"),
        rules(
            "upper case, blanks",
            found(TRACE, SPAN, UNKNOWN),
            "X-B3-TraceId",
            " " + TRACE.toUpperCase(Locale.ROOT),
            "X-B3-SpanId",
            SPAN.toUpperCase(Locale.ROOT) + " "),
        rules(
            "malformed span id",
            found(TRACE, "-", UNKNOWN),
            "X-B3-TraceId",
            TRACE,
            "X-B3-SpanId",
            "x"),
        rules(
            "span id of 15 digits",
            found(TRACE, "-", UNKNOWN),
            "X-B3-TraceId",
            TRACE,
            "X-B3-SpanId",
            SPAN.substring(1)),
        rules(
            "zero span id",
            found(TRACE, "-", UNKNOWN),
            "X-B3-TraceId",
            TRACE,
            "X-B3-SpanId",
            "0".repeat(16)),
        rules("decision alone", "decision NOT_SAMPLED", "X-B3-Sampled", "0"),
        rules("debug alone", "decision DEBUG", "X-B3-Flags", "1"),
        rules("span id alone", "absent", "X-B3-SpanId", SPAN),
        rules("nothing", "absent", "X-B3-ParentSpanId", PARENT),
        rules(
            "malformed trace id",
            "malformed",
            "X-B3-TraceId",
            TRACE.substring(1) + "g",
            "X-B3-Sampled",
            "1"),
        rules("15 digits", "malformed", "X-B3-TraceId", LOW.substring(1)),
        rules("33 digits", "malformed", "X-B3-TraceId", TRACE + "0"),
        rules("24 digits", "malformed", "X-B3-TraceId", TRACE.substring(8)),
        rules("empty trace id", "malformed", "X-B3-TraceId", ""),
        rules("zero trace id", "malformed", "X-B3-TraceId", "0".repeat(32), "X-B3-SpanId", SPAN));
  }

  @ParameterizedTest
  @MethodSource("singles")
  void readsASingleHeader(FormatRule rule) {
    rule.check(new B3Single(), TraceNotation.B3_SINGLE);
  }

  @ParameterizedTest
  @MethodSource("multis")
  void readsSeveralHeaders(FormatRule rule) {
    rule.check(new B3Multi(), TraceNotation.B3_MULTI);
  }
}
