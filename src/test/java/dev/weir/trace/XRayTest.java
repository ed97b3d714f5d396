package dev.weir.trace;

import static dev.weir.trace.FormatRule.found;
import static dev.weir.trace.FormatRule.rule;
import static dev.weir.trace.Sampling.NOT_SAMPLED;
import static dev.weir.trace.Sampling.SAMPLED;
import static dev.weir.trace.Sampling.UNKNOWN;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class XRayTest {
  private static final String UNIQUE = "d188f8fa79d48a391a778fa6";
  private static final String TRACE = "8a3c60f7" + UNIQUE;
  private static final String SPAN = "53995c3f42cd8ad8";
  private static final String ROOT = "Root=1-8a3c60f7-" + UNIQUE;
  private static final String PARENT = ";Parent=" + SPAN;

  private static FormatRule header(String why, String value, String expected) {
    return rule(why, "X-Amzn-Trace-Id", value, expected);
  }

  private static FormatRule root(String why, String root, String expected) {
    return header(why, "Root=" + root + PARENT + ";Sampled=1", expected);
  }

  /** The cases of OpenTelemetry's AwsXrayPropagatorTest, and what is more lenient here. */
  static Stream<FormatRule> rules() {
    return Stream.of(
        header("sampled", ROOT + PARENT + ";Sampled=1", found(TRACE, SPAN, SAMPLED)),
        header("not sampled", ROOT + PARENT + ";Sampled=0", found(TRACE, SPAN, NOT_SAMPLED)),
        header("left to others", ROOT + PARENT + ";Sampled=?", found(TRACE, SPAN, UNKNOWN)),
        header("no decision", ROOT + PARENT, found(TRACE, SPAN, UNKNOWN)),
        header(
            "another order", "Parent=" + SPAN + ";Sampled=1;" + ROOT, found(TRACE, SPAN, SAMPLED)),
        header(
            "other parts",
            "Self=1-67891234-12456789abcdef012345678a;"
                + ROOT
                + PARENT
                + ";Sampled=1;Lineage=a87bd80c:1|68fd508a:5",
            found(TRACE, SPAN, SAMPLED)),
        header(
            "odd parts",
            ROOT + PARENT + ";Sampled=1;=empty key;empty value=;=;;",
            found(TRACE, SPAN, SAMPLED)),
        header(
            "blanks around parts",
            " " + ROOT + " ; Parent=" + SPAN + " ; Sampled=1 ",
            found(TRACE, SPAN, SAMPLED)),
        header("names in lower case", "root=1-8a3c60f7-" + UNIQUE, found(TRACE, "-", UNKNOWN)),
        header(
            "upper-case hex",
            "Root=1-8A3C60F7-D188F8FA79D48A391A778FA6;Parent=53995C3F42CD8AD8",
            found(TRACE, SPAN, UNKNOWN)),
        root("short epoch", "1-1a-" + UNIQUE, found("0000001a" + UNIQUE, SPAN, SAMPLED)),
        root("epoch 0", "1-0-" + UNIQUE, found("00000000" + UNIQUE, SPAN, SAMPLED)),
        root("zero epoch", "1-00000000-" + UNIQUE, found("00000000" + UNIQUE, SPAN, SAMPLED)),
        root("epoch too long", "1-8a3c60f711-" + UNIQUE, "malformed"),
        root("empty epoch", "1--" + UNIQUE, "malformed"),
        root("no epoch", "1-" + UNIQUE, "malformed"),
        root("another version", "2-1a2a3a4a-" + UNIQUE, "malformed"),
        root("no hyphens", "abcdefghijklmnopabcdefghijklmnop", "malformed"),
        root("too long", "1-8a3c60f7-" + UNIQUE + "00", "malformed"),
        root("cut off", "1-8a3c60f7-" + UNIQUE.substring(1), "malformed"),
        root("not hex", "1-8a3c60f7-" + UNIQUE.substring(1) + "g", "malformed"),
        root("zero", "1-00000000-" + "0".repeat(24), "malformed"),
        root("empty root", "", "malformed"),
        header("empty", "", "malformed"),
        header("empty decision", ROOT + PARENT + ";Sampled=", "malformed"),
        header("decision too long", ROOT + PARENT + ";Sampled=10220", "malformed"),
        header("another decision", ROOT + PARENT + ";Sampled=a", "malformed"),
        header("a decision alone", "Sampled=0", "decision NOT_SAMPLED"),
        header("no root", "Parent=" + SPAN, "malformed"),
        // A good trace id is worth more than a missing span id.
        header("no parent", ROOT, found(TRACE, "-", UNKNOWN)),
        header("malformed parent", ROOT + ";Parent=abcdefghijklmnop", found(TRACE, "-", UNKNOWN)),
        header("parent too long", ROOT + PARENT + "00", found(TRACE, "-", UNKNOWN)),
        header("zero parent", ROOT + ";Parent=0000000000000000", found(TRACE, "-", UNKNOWN)),
        rule("name in lower case", "x-amzn-trace-id", ROOT, found(TRACE, "-", UNKNOWN)));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void readsTheTracingHeader(FormatRule rule) {
    rule.check(new XRay(), TraceNotation.AWS_XRAY);
  }
}
