package dev.weir.kafka.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.weir.kafka.decode.JsonValues.Kind;
import dev.weir.trace.Utf8;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Reads mutated envelopes beside Jackson. {@code -Dweir.fuzz=10000000} for a long run, with {@code
 * -Dweir.seed} for another one.
 */
class EnvelopeFuzzTest {
  private static final JsonFactory JACKSON = new JsonFactory();

  // The last is nowhere, so that a body is read to its end.
  private static final List<List<String>> POINTERS =
      List.of(
          List.of("id"),
          List.of("timestamp"),
          List.of("data", "symbol"),
          List.of("trace_id"),
          List.of("payload", "after", "name"),
          List.of("0", "id"),
          List.of("nowhere"));

  @Test
  void readsWhatJacksonReadsAndRefusesWhatItRefuses() {
    long seed = Long.getLong("weir.seed", 3_000);
    int rounds = Envelopes.rounds(100_000);
    System.out.printf("seed %d, %,d bodies%n", seed, rounds);
    var random = new Random(seed);
    var scanner = new JsonScanner(POINTERS);
    int accepted = 0;
    int compared = 0;
    for (int i = 0; i < rounds; i++) {
      byte[] body = Envelopes.mutated(random);
      scanner.clear();
      scanner.wantAll();

      boolean wellFormed = scanner.scan(body, 0, body.length);

      String fault = JsonFault.describe(body, 0, body.length);
      if (fault.isEmpty() != wellFormed && !fault.contains("not UTF-8")) {
        throw new AssertionError(describe(seed, i, body) + ": " + fault);
      }
      accepted += wellFormed ? 1 : 0;
      if (isComparable(body)) {
        compared++;
        compare(scanner, wellFormed, body, describe(seed, i, body));
      }
    }
    assertThat(accepted).as("the test means something").isBetween(rounds / 10, rounds * 9 / 10);
    assertThat(compared).as("the test means something").isGreaterThan(rounds / 2);
  }

  private static String describe(long seed, int round, byte[] body) {
    return "seed " + seed + ", body " + round + ": " + new String(body, UTF_8);
  }

  /**
   * Jackson refuses bad UTF-8 in texts that nobody wants, and half a surrogate pair in names; and a
   * zero at the beginning makes it read UTF-16.
   */
  private static boolean isComparable(byte[] body) {
    for (int i = 0; i < Math.min(4, body.length); i++) {
      if (body[i] == 0) {
        return false;
      }
    }
    return Utf8.isValid(body, 0, body.length)
        && !new String(body, UTF_8).toLowerCase(Locale.ROOT).contains("\\ud");
  }

  private static void compare(
      JsonScanner scanner, boolean wellFormed, byte[] body, String description) {
    var expected = new HashMap<List<String>, String>();
    boolean accepted = read(body, expected);
    if (accepted != wellFormed) {
      throw new AssertionError("Jackson says " + accepted + " to " + description);
    }
    for (int slot = 0; slot < POINTERS.size(); slot++) {
      String found = value(scanner.values(), slot);
      String other = expected.getOrDefault(POINTERS.get(slot), "ABSENT:");
      // Where a body turns bad, one of the two may have read a little further.
      if (!found.equals(other) && (wellFormed || !(isAbsent(found) || isAbsent(other)))) {
        throw new AssertionError(found + " for " + POINTERS.get(slot) + " of " + description);
      }
    }
  }

  private static boolean isAbsent(String value) {
    return value.equals("ABSENT:");
  }

  private static String value(JsonValues values, int slot) {
    return values.kind(slot)
        + ":"
        + new String(values.bytes(slot), values.offset(slot), values.length(slot), UTF_8);
  }

  /** Collects the first value at each pointer; gives whether all of the body is JSON. */
  private static boolean read(byte[] body, Map<List<String>, String> values) {
    try (JsonParser parser = JACKSON.createParser(body)) {
      if (parser.nextToken() == null) {
        return false;
      }
      visit(parser, new ArrayList<>(), values);
      return parser.nextToken() == null;
    } catch (IOException malformed) {
      return false;
    }
  }

  private static void visit(JsonParser parser, List<String> path, Map<List<String>, String> values)
      throws IOException {
    var token = parser.currentToken();
    if (token == null) {
      throw new IOException("cut off");
    }
    String value = token.isStructStart() ? "" : parser.getText();
    if (POINTERS.contains(path)) {
      values.putIfAbsent(List.copyOf(path), kind(token) + ":" + value);
    }
    if (!token.isStructStart()) {
      return;
    }
    boolean array = token == JsonToken.START_ARRAY;
    for (int i = 0; ; i++) {
      var next = parser.nextToken();
      if (next == null) {
        throw new IOException("cut off");
      }
      if (next.isStructEnd()) {
        return;
      }
      path.add(array ? Integer.toString(i) : parser.currentName());
      if (!array) {
        parser.nextToken();
      }
      visit(parser, path, values);
      path.removeLast();
    }
  }

  private static Kind kind(JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> Kind.OBJECT;
      case START_ARRAY -> Kind.ARRAY;
      case VALUE_STRING -> Kind.TEXT;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Kind.NUMBER;
      case VALUE_TRUE -> Kind.TRUE;
      case VALUE_FALSE -> Kind.FALSE;
      case VALUE_NULL -> Kind.NULL;
      default -> throw new IOException("not a value: " + token);
    };
  }
}
