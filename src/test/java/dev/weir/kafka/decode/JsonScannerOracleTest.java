package dev.weir.kafka.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.weir.kafka.decode.JsonValues.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compares the scanner with Jackson's parser on random documents, pointers and damage. */
class JsonScannerOracleTest {
  private static final JsonFactory JACKSON = new JsonFactory();
  private static final List<String> NAMES =
      List.of("a", "b", "ab", "0", "1", "", "é🚀", "a/b", "a much longer name than the others");

  @Test
  void findsWhatJacksonFinds() throws IOException {
    long seed = 8259;
    var random = new Random(seed);
    int found = 0;
    for (int round = 0; round < 300; round++) {
      var pointers = pointers(random);
      var scanner = new JsonScanner(pointers);
      for (int i = 0; i < 100; i++) {
        String document = document(random);
        var expected = expected(document.getBytes(UTF_8), pointers);

        boolean wellFormed = scan(scanner, document.getBytes(UTF_8));

        assertThat(wellFormed).as("seed %d, %s", seed, document).isTrue();
        assertThat(values(scanner, pointers.size()))
            .as("seed %d, %s in %s", seed, pointers, document)
            .isEqualTo(expected);
        found += (int) expected.stream().filter(value -> !value.startsWith("ABSENT")).count();
      }
    }
    assertThat(found).as("the test means something").isGreaterThan(5_000);
  }

  @Test
  void findsNothingElseInATruncatedDocument() {
    long seed = 8260;
    var random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      var pointers = pointers(random);
      var scanner = new JsonScanner(pointers);
      byte[] document = document(random).getBytes(UTF_8);
      scan(scanner, document);
      var whole = values(scanner, pointers.size());
      for (int length = 0; length < document.length; length++) {
        scan(scanner, Arrays.copyOf(document, length));
        var part = values(scanner, pointers.size());
        for (int slot = 0; slot < part.size(); slot++) {
          assertThat(part.get(slot))
              .as("seed %d, %s of %s", seed, pointers.get(slot), new String(document, UTF_8))
              .isIn("ABSENT:", whole.get(slot));
        }
      }
    }
  }

  @Test
  void acceptsTheDamagedDocumentsThatJacksonAccepts() {
    long seed = 8261;
    var random = new Random(seed);
    byte[] pool = "{}[]\",:\\ue0-1.\n x".getBytes(UTF_8);
    // Nobody writes such a name, so that the documents are read to their ends.
    var scanner = new JsonScanner(List.of(List.of("a", "nowhere"), List.of("b", "0", "nowhere")));
    int accepted = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] document = ascii(document(random));
      for (int change = 1 + random.nextInt(2); change > 0 && document.length > 0; change--) {
        document[random.nextInt(document.length)] = pool[random.nextInt(pool.length)];
      }
      boolean expected = isAccepted(document);
      accepted += expected ? 1 : 0;

      assertThat(scan(scanner, document))
          .as("seed %d, %s", seed, new String(document, UTF_8))
          .isEqualTo(expected);
    }
    assertThat(accepted).as("the test means something").isBetween(5_000, 95_000);
  }

  @Test
  void noBytesMakeItThrow() {
    long seed = 8262;
    var random = new Random(seed);
    var scanner = new JsonScanner(pointers(random));
    int wellFormed = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] document = document(random).getBytes(UTF_8);
      for (int change = random.nextInt(4); change > 0; change--) {
        document[random.nextInt(document.length)] = (byte) random.nextInt(256);
      }
      wellFormed += scan(scanner, document) ? 1 : 0;
      byte[] noise = new byte[random.nextInt(16)];
      random.nextBytes(noise);
      scan(scanner, noise);
    }
    assertThat(wellFormed).as("seed %d", seed).isGreaterThan(10_000);
  }

  private static boolean scan(JsonScanner scanner, byte[] body) {
    scanner.clear();
    scanner.wantAll();
    return scanner.scan(body, 0, body.length);
  }

  private static List<String> values(JsonScanner scanner, int count) {
    var values = new ArrayList<String>();
    for (int slot = 0; slot < count; slot++) {
      values.add(
          scanner.values().kind(slot)
              + ":"
              + new String(
                  scanner.values().bytes(slot),
                  scanner.values().offset(slot),
                  scanner.values().length(slot),
                  UTF_8));
    }
    return values;
  }

  private static boolean isAccepted(byte[] document) {
    try (var parser = JACKSON.createParser(document)) {
      if (parser.nextToken() == null) {
        return false;
      }
      skipValue(parser);
      return parser.nextToken() == null;
    } catch (IOException malformed) {
      return false;
    }
  }

  private static void skipValue(JsonParser parser) throws IOException {
    int depth = 0;
    do {
      var token = parser.currentToken();
      if (token == null) {
        throw new IOException("cut off");
      }
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      // Strings are checked only when they are asked for.
      parser.getText();
    } while (depth > 0 && (parser.nextToken() != null || depth > 0));
  }

  private static List<String> expected(byte[] document, List<List<String>> pointers)
      throws IOException {
    var values = new ArrayList<String>();
    pointers.forEach(_ -> values.add("ABSENT:"));
    try (var parser = JACKSON.createParser(document)) {
      parser.nextToken();
      visit(parser, new ArrayList<>(), pointers, values);
    }
    return values;
  }

  private static void visit(
      JsonParser parser, List<String> path, List<List<String>> pointers, List<String> values)
      throws IOException {
    var token = parser.currentToken();
    for (int slot = 0; slot < pointers.size(); slot++) {
      if (pointers.get(slot).equals(path) && values.get(slot).equals("ABSENT:")) {
        values.set(slot, kind(token) + ":" + (token.isStructStart() ? "" : parser.getText()));
      }
    }
    if (!token.isStructStart()) {
      return;
    }
    boolean array = token == JsonToken.START_ARRAY;
    for (int i = 0; !parser.nextToken().isStructEnd(); i++) {
      path.add(array ? Integer.toString(i) : parser.currentName());
      if (!array) {
        parser.nextToken();
      }
      visit(parser, path, pointers, values);
      path.removeLast();
    }
  }

  private static Kind kind(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> Kind.OBJECT;
      case START_ARRAY -> Kind.ARRAY;
      case VALUE_STRING -> Kind.TEXT;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Kind.NUMBER;
      case VALUE_TRUE -> Kind.TRUE;
      case VALUE_FALSE -> Kind.FALSE;
      case VALUE_NULL -> Kind.NULL;
      default -> throw new IllegalStateException("not a value: " + token);
    };
  }

  private static List<List<String>> pointers(Random random) {
    return random
        .ints(1 + random.nextInt(8))
        .mapToObj(_ -> random.ints(1 + random.nextInt(3)).mapToObj(_ -> name(random)).toList())
        .distinct()
        .toList();
  }

  private static String name(Random random) {
    return NAMES.get(random.nextInt(NAMES.size()));
  }

  private static byte[] ascii(String document) {
    // Jackson refuses half a surrogate pair in a name, which RFC 8259 allows.
    return document
        .replaceAll("[^\\x00-\\x7f]", "?")
        .replaceAll("\\\\uD", "\\\\uA")
        .getBytes(UTF_8);
  }

  private static String document(Random random) {
    var out = new StringBuilder();
    container(random, out, 3);
    return out.toString();
  }

  private static void container(Random random, StringBuilder out, int depth) {
    boolean object = random.nextInt(3) > 0;
    out.append(object ? '{' : '[');
    int members = random.nextInt(6);
    for (int i = 0; i < members; i++) {
      out.append(i == 0 ? "" : ",").append(blanks(random));
      if (object) {
        text(random, out, name(random));
        out.append(blanks(random)).append(':').append(blanks(random));
      }
      value(random, out, depth);
      out.append(blanks(random));
    }
    out.append(object ? '}' : ']');
  }

  private static void value(Random random, StringBuilder out, int depth) {
    switch (random.nextInt(depth > 0 ? 10 : 6)) {
      case 0 -> out.append(List.of("true", "false", "null").get(random.nextInt(3)));
      case 1 -> out.append(random.nextInt());
      case 2 -> out.append(random.nextDouble());
      case 3 -> text(random, out, "");
      case 4 -> text(random, out, "plain text of some length, 36 at least");
      case 5 -> text(random, out, "with \" \\ / \n \b é 東京 🚀 \u0001");
      default -> container(random, out, depth - 1);
    }
  }

  private static void text(Random random, StringBuilder out, String text) {
    boolean escapeMore = random.nextInt(4) == 0;
    out.append('"');
    text.codePoints()
        .forEach(
            codePoint -> {
              String character = Character.toString(codePoint);
              if (codePoint < ' ' || (escapeMore && random.nextBoolean())) {
                character.chars().forEach(unit -> out.append(String.format("\\u%04X", unit)));
              } else {
                out.append(codePoint == '"' || codePoint == '\\' ? "\\" : "").append(character);
              }
            });
    out.append('"');
  }

  private static String blanks(Random random) {
    return random.nextInt(4) > 0 ? "" : " \n\t\r".substring(0, random.nextInt(5));
  }
}
