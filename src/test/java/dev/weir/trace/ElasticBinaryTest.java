package dev.weir.trace;

import static dev.weir.trace.FormatRule.found;
import static dev.weir.trace.FormatRule.rule;
import static dev.weir.trace.Sampling.NOT_SAMPLED;
import static dev.weir.trace.Sampling.SAMPLED;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ElasticBinaryTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN = "b7ad6b7169203331";
  private static final String GOOD = "0000" + TRACE + "01" + SPAN + "0201";
  private static final String FOUND = found(TRACE, SPAN, SAMPLED);

  private static FormatRule header(String why, String hex, String expected) {
    String bytes = new String(HexFormat.of().parseHex(hex), ISO_8859_1);
    return rule(why, "elasticapmtraceparent", bytes, expected);
  }

  /** As Elastic's Java agent reads it, with what its TraceContextTest checks. */
  static Stream<FormatRule> rules() {
    return Stream.of(
        header("usual", GOOD, FOUND),
        header(
            "not sampled", "0000" + TRACE + "01" + SPAN + "0200", found(TRACE, SPAN, NOT_SAMPLED)),
        header("flags are bits", "0000" + TRACE + "01" + SPAN + "02ff", FOUND),
        header("more bytes", GOOD + "0000ff", FOUND),
        header("another version", "01" + GOOD.substring(2), FOUND),
        header(
            "bytes that are blanks in a text",
            "0000" + "20".repeat(16) + "01" + "0a".repeat(8) + "0220",
            found("20".repeat(16), "0a".repeat(8), NOT_SAMPLED)),
        header("cut off", GOOD.substring(0, 56), "malformed"),
        header("empty", "", "malformed"),
        header("another first field", "0001" + GOOD.substring(4), "malformed"),
        header(
            "another second field", GOOD.substring(0, 36) + "02" + GOOD.substring(38), "malformed"),
        header("another third field", "0000" + TRACE + "01" + SPAN + "0301", "malformed"),
        header("zero trace id", "0000" + "0".repeat(32) + "01" + SPAN + "0201", "malformed"),
        header("zero span id", "0000" + TRACE + "01" + "0".repeat(16) + "0201", "malformed"),
        rule(
            "text in its place",
            "elasticapmtraceparent",
            "00-" + TRACE + "-" + SPAN + "-01",
            "malformed"),
        rule("another header", "elasticapm", "x", "absent"));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void readsTheBinaryHeader(FormatRule rule) {
    rule.check(new ElasticBinary(), TraceNotation.ELASTIC);
  }
}
