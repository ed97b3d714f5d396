package dev.weir.kafka.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the scanner takes for JSON: RFC 8259, up to a depth. */
class JsonGrammarTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "{",
        "}",
        "[",
        "]",
        "{]",
        "[}",
        "[1,]",
        "{,}",
        "{\"b\":1,}",
        "{\"b\"}",
        "{\"b\":}",
        "{b:1}",
        "{'b':1}",
        "[1 2]",
        "{\"b\":1 \"c\":2}",
        "{} {}",
        "{}x",
        "1 2",
        "nul",
        "nulls",
        "truefalse",
        "01",
        "-",
        "1.",
        ".1",
        "1e",
        "+1",
        "NaN",
        "[NaN]",
        "[Infinity]",
        "[-Infinity]",
        "[-]",
        "[0x1F]",
        "[1.e5]",
        "[007]",
        "[+1]",
        "// comment\n{}",
        "{/* comment */}",
        "{} // comment",
        "# comment",
        "{}{}",
        "\ufeff\ufeff{}",
        "{}\ufeff",
        "[undefined]",
        "[True]",
        "[\"a\nb\"]",
        "[\"\\U0041\"]",
        "[\"\\u+041\"]",
        "\"",
        "\"\\\"",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\u12",
        "\"\t\"",
        "{\"b\":[[1,2],{\"c\":[}]}",
        "[\"b\":1]",
        "\u0000"
      })
  void whatIsNoJsonIsMalformed(String body) {
    assertThat(scan(scanner("a"), body)).isFalse();
    assertThat(scan(scanner("b/a"), body)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "\"text\"",
        "0",
        "-0.5E-7",
        "null",
        " true ",
        "[[],{}]",
        "{\"b\":[1,{\"c\":{}}]}"
      })
  void jsonWithoutTheFieldIsFine(String body) {
    assertThat(scan(scanner("a"), body)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"b\":", "[{\"b\":"})
  void deepNestingIsMalformedAndDoesNotOverflowTheStack(String open) {
    assertThat(scan(scanner("a"), open.repeat(10_000))).isFalse();
    assertThat(scan(scanner("b/b/b/b/a"), open.repeat(10_000))).isFalse();
  }

  @Test
  void depthIsBoundedAt512() {
    assertThat(scan(scanner("a"), "[".repeat(512) + "]".repeat(512))).isTrue();
    assertThat(scan(scanner("a"), "[".repeat(513) + "]".repeat(513))).isFalse();
    assertThat(scan(scanner("0/a"), "[".repeat(512) + "]".repeat(512))).isTrue();
    assertThat(scan(scanner("0/a"), "[".repeat(513) + "]".repeat(513))).isFalse();
    assertThat(scan(scanner("0/".repeat(600) + "a"), "[".repeat(512) + "]".repeat(512))).isTrue();
    assertThat(scan(scanner("0/".repeat(600) + "a"), "[".repeat(513) + "]".repeat(513))).isFalse();
  }

  private static JsonScanner scanner(String... pointers) {
    return new JsonScanner(
        List.of(pointers).stream().map(pointer -> List.of(pointer.split("/", -1))).toList());
  }

  private static boolean scan(JsonScanner scanner, String body) {
    byte[] bytes = ("\"" + body + "\"").getBytes(UTF_8);
    scanner.clear();
    scanner.wantAll();
    return scanner.scan(bytes, 1, bytes.length - 2);
  }
}
