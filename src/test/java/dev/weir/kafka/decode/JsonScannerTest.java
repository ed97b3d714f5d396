package dev.weir.kafka.decode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.kafka.decode.JsonValues.Kind;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonScannerTest {
  private static final String ENVELOPE =
      """
      {"id": "e-1", "event_type": "signal", "timestamp": 1732237200123, "source": null,
       "data": {"symbol": "INFY", "legs": [{"px": 1.5e3}, {"px": -2, "ok": true}], "": false},
       "correlation_id": "c-1"}
      """;

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "id, TEXT, e-1",
    "timestamp, NUMBER, 1732237200123",
    "source, NULL, null",
    "data, OBJECT, ''",
    "data/symbol, TEXT, INFY",
    "data/legs, ARRAY, ''",
    "data/legs/0/px, NUMBER, 1.5e3",
    "data/legs/1/px, NUMBER, -2",
    "data/legs/1/ok, TRUE, true",
    "data/, FALSE, false",
    "correlation_id, TEXT, c-1",
    "data/legs/2/px, ABSENT, ''",
    "data/legs/01/px, ABSENT, ''",
    "data/legs/-, ABSENT, ''",
    "data/legs/px, ABSENT, ''",
    "id/0, ABSENT, ''",
    "symbol, ABSENT, ''",
    "i, ABSENT, ''",
  })
  void findsWhatAPointerLeadsTo(String pointer, Kind kind, String text) {
    var scanner = new JsonScanner(List.of(List.of(pointer.split("/", -1))));

    assertThat(scan(scanner, ENVELOPE)).isTrue();

    assertThat(scanner.values().kind(0)).isEqualTo(kind);
    assertThat(text(scanner, 0)).isEqualTo(text);
  }

  @Test
  void findsAPointerAndOneBelowIt() {
    var scanner = scanner("data", "data/symbol", "data/legs/1/px", "id");

    assertThat(scan(scanner, ENVELOPE)).isTrue();

    assertThat(scanner.values().kind(0)).isEqualTo(Kind.OBJECT);
    assertThat(text(scanner, 1)).isEqualTo("INFY");
    assertThat(text(scanner, 2)).isEqualTo("-2");
    assertThat(text(scanner, 3)).isEqualTo("e-1");
  }

  @Test
  void findsOnlyWhatIsWanted() {
    var scanner = scanner("id", "correlation_id");
    scanner.clear();
    scanner.want(1);

    byte[] body = ENVELOPE.getBytes(UTF_8);
    assertThat(scanner.scan(body, 0, body.length)).isTrue();

    assertThat(scanner.values().kind(0)).isEqualTo(Kind.ABSENT);
    assertThat(text(scanner, 1)).isEqualTo("c-1");
  }

  @Test
  void aNumberIsAMemberNameInAnObjectAndAnIndexInAnArray() {
    var scanner = scanner("1");

    assertThat(scan(scanner, "{\"0\":\"x\",\"1\":\"name\"}")).isTrue();
    assertThat(text(scanner, 0)).isEqualTo("name");
    assertThat(scan(scanner, "[\"x\",\"element\"]")).isTrue();
    assertThat(text(scanner, 0)).isEqualTo("element");
  }

  @Test
  void firstOfRepeatedNamesWins() {
    var scanner = scanner("a", "b/c");

    assertThat(scan(scanner, "{\"a\":1,\"a\":2,\"b\":{},\"b\":{\"c\":3}}")).isTrue();

    assertThat(text(scanner, 0)).isEqualTo("1");
    assertThat(text(scanner, 1)).isEqualTo("3");
  }

  @Test
  void stopsWhenItHasAll() {
    assertThat(scan(scanner("a"), "{\"a\":1,")).isTrue();
    assertThat(scan(scanner("a"), "{\"a\":{ this is not looked at")).isTrue();
    assertThat(scan(scanner("a", "b"), "{\"a\":1,")).isFalse();
  }

  @Test
  void keepsWhatItFoundBeforeTheBodyTurnsBad() {
    var scanner = scanner("a", "b");

    assertThat(scan(scanner, "{\"a\":\"x\",\"b\":\"cut")).isFalse();

    assertThat(text(scanner, 0)).isEqualTo("x");
    assertThat(scanner.values().kind(1)).isEqualTo(Kind.ABSENT);
  }

  @Test
  void aNumberThatMayBeCutOffIsNotFound() {
    var scanner = scanner("a");

    assertThat(scan(scanner, "{\"a\":12")).isFalse();
    assertThat(scanner.values().kind(0)).isEqualTo(Kind.ABSENT);
  }

  @Test
  void resolvesEscapesInTextsAndNames() {
    var scanner =
        new JsonScanner(List.of(List.of("naïve/key"), List.of("other"), List.of("empty")));

    String body =
        """
        {"na\\u00efve\\/key":"\\"\\\\\\/\\b\\f\\n\\r\\t \\u00e9\\ud83d\\ude80 \\ud83d!",
         "o\\u0074her":"second\\u0021", "empty":""}
        """;
    assertThat(scan(scanner, body)).isTrue();

    assertThat(text(scanner, 0)).isEqualTo("\"\\/\b\f\n\r\t é🚀 \ufffd!");
    assertThat(text(scanner, 1)).isEqualTo("second!");
    assertThat(scanner.values().kind(2)).isEqualTo(Kind.TEXT);
    assertThat(text(scanner, 2)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "\\ud83d\\ude80, 🚀",
    "\\uD83D\\uDE80, 🚀",
    "\\ud83d, �",
    "\\ude80, �",
    "\\ude80\\ud83d, ��",
    "\\ud83dx\\ude80, �x�",
    "\\ud83d\\ud83d\\ude80, �🚀",
    "\\ud83d\\n, '�\n'",
    "\\u0000, '\u0000'",
  })
  void halfASurrogatePairBecomesTheReplacementCharacter(String escaped, String expected) {
    var scanner = scanner("a");

    assertThat(scan(scanner, "{\"a\":\"" + escaped + "\"}")).isTrue();

    assertThat(text(scanner, 0)).isEqualTo(expected);
  }

  @Test
  void aNumberOfAnySizeIsAsItIsWritten() {
    var scanner = scanner("a");
    for (String number :
        List.of("9".repeat(100_000), "-0.0" + "1".repeat(5_000) + "E+99999", "1e-99999", "-0")) {
      assertThat(scan(scanner, "{\"a\":" + number + "}")).isTrue();
      assertThat(text(scanner, 0)).isEqualTo(number);
    }
  }

  @Test
  void textsThatNobodyWantsMayBeInAnotherEncoding() {
    byte[] body = "{\"b\":\"caf\u00e9\",\"\u00e9\":1,\"a\":\"x\"}".getBytes(ISO_8859_1);
    var scanner = scanner("a");
    scanner.clear();
    scanner.want(0);

    assertThat(scanner.scan(body, 0, body.length)).isTrue();
    assertThat(text(scanner, 0)).isEqualTo("x");
  }

  @Test
  void isNotMisledByTheKeyOrderOfTheRecordBefore() {
    var scanner = scanner("a", "b", "long/a");
    var bodies =
        List.of(
            "{\"a\":1,\"b\":2,\"long\":{\"a\":3}}",
            "{\"b\":2,\"a\":1,\"long\":{\"x\":0,\"a\":3}}",
            "{\"ab\":0,\"a\":1,\"b\\u0000\":0,\"b\":2,\"long\":{\"a\":3}}",
            "{ \"a\" : 1 , \"long\" : { \"a\" : 3 } , \"b\" : 2 }");
    for (int i = 0; i < 20; i++) {
      assertThat(scan(scanner, bodies.get(i * 7 % bodies.size()))).isTrue();
      assertThat(List.of(text(scanner, 0), text(scanner, 1), text(scanner, 2)))
          .containsExactly("1", "2", "3");
    }
  }

  @Test
  void findsMorePointersThanAWordHasBits() {
    int count = 150;
    var names = IntStream.range(0, count).mapToObj(i -> "n" + i).toArray(String[]::new);
    var scanner = scanner(names);
    var body =
        IntStream.range(0, count)
            .mapToObj(i -> "\"n%d\":%d".formatted(i * 7 % count, i * 7 % count))
            .collect(Collectors.joining(",", "{", "}"));
    for (int round = 0; round < 3; round++) {
      assertThat(scan(scanner, body)).isTrue();
      assertThat(scanner.isWanting()).isFalse();
      for (int slot = 0; slot < count; slot++) {
        assertThat(text(scanner, slot)).isEqualTo(String.valueOf(slot));
      }
    }
    // What is not wanted is not found, also where slots share a bit.
    scanner.clear();
    scanner.want(100);
    byte[] bytes = body.getBytes(UTF_8);
    assertThat(scanner.scan(bytes, 0, bytes.length)).isTrue();
    assertThat(text(scanner, 100)).isEqualTo("100");
    assertThat(scanner.values().kind(101)).isEqualTo(Kind.ABSENT);
    assertThat(scanner.isWanting()).isFalse();
  }

  @Test
  void skipsAByteOrderMarkAndWhiteSpaceBeforeTheBody() {
    var scanner = scanner("a");

    assertThat(scan(scanner, "\ufeff \r\n\t{\"a\":1}")).isTrue();
    assertThat(text(scanner, 0)).isEqualTo("1");
  }

  @Test
  void aTextThatIsNotUtf8MakesTheBodyMalformed() {
    var scanner = scanner("a");
    for (String text : List.of("\u00ff", "\u00c3", "\\n\u00c3", "\u00ed\u00a0\u0080")) {
      byte[] body = ("{\"a\":\"" + text + "\"}").getBytes(ISO_8859_1);
      scanner.clear();
      scanner.want(0);

      assertThat(scanner.scan(body, 0, body.length)).isFalse();
      assertThat(scanner.values().kind(0)).isEqualTo(Kind.ABSENT);
    }
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

  private static String text(JsonScanner scanner, int slot) {
    return new String(
        scanner.values().bytes(slot),
        scanner.values().offset(slot),
        scanner.values().length(slot),
        UTF_8);
  }
}
