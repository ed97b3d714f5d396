package dev.weir.kafka.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Holds a scanner that knows the layout of the bodies before against one that knows nothing, on
 * bodies that are much alike: same structure, some values different, now and then damaged.
 */
class JsonLayoutTest {
  private static final List<List<String>> POINTERS =
      List.of(
          List.of("id"),
          List.of("timestamp"),
          List.of("data", "symbol"),
          List.of("data", "legs", "1"),
          List.of("data", "price"),
          List.of("nowhere"),
          List.of("trace"));
  private static final List<String> TEXTS =
      List.of(
          "", "a", "abcdefg", "abcdefgh", "0195a3f0-0000-7000-8000-00000000002a", "é🚀", "x: y,");
  private static final List<String> SCALARS =
      List.of("0", "-1", "101.25", "1e9", "true", "false", "null");

  /** A way to write bodies: which members there are, in what order, with how many blanks. */
  private static final class Writer {
    private final Random random;
    private final int variant;
    private final String blank;

    Writer(Random random) {
      this.random = random;
      variant = random.nextInt(8);
      blank = random.nextInt(4) == 0 ? " " : "";
    }

    String body() {
      var out = new StringBuilder("{");
      member(out, "id", text());
      member(out, "type", random.nextInt(20) > 0 ? "\"tick\"" : text());
      member(out, "timestamp", (variant & 1) == 0 ? text() : scalar());
      if ((variant & 2) == 0) {
        member(out, "data", data());
      }
      if (random.nextInt(30) > 0) {
        member(out, "trace", random.nextInt(20) > 0 ? text() : scalar());
      }
      member(out, "note", random.nextInt(10) > 0 ? text() : "\"an \\\"escape\\\" \\u00e9\"");
      if ((variant & 4) == 0) {
        member(out, "parent", "null");
      }
      out.setLength(out.length() - 1);
      return out.append('}').append(blank).toString();
    }

    private String data() {
      var out = new StringBuilder("{");
      member(out, "symbol", random.nextInt(30) > 0 ? text() : "\"a\\tb\"");
      member(out, "price", scalar());
      member(out, "legs", "[" + scalar() + "," + blank + text() + ",{}]");
      out.setLength(out.length() - 1);
      return out.append('}').toString();
    }

    private void member(StringBuilder out, String name, String value) {
      out.append(blank).append('"').append(name).append("\":").append(blank).append(value);
      out.append(',');
    }

    private String text() {
      return '"' + TEXTS.get(random.nextInt(TEXTS.size())) + '"';
    }

    private String scalar() {
      return SCALARS.get(random.nextInt(SCALARS.size()));
    }
  }

  @Test
  void knowingTheLayoutChangesNoOutcome() {
    int fitting = 0;
    int malformed = 0;
    for (long seed = 1; seed <= 400; seed++) {
      var random = new Random(seed);
      var writer = new Writer(random);
      var layout = new JsonLayout();
      var knowing = new JsonScanner(POINTERS);
      knowing.expect(layout);
      boolean wantsAll = random.nextBoolean();
      for (int at = 0; at < 100; at++) {
        byte[] body = damaged(random, writer.body().getBytes(UTF_8));
        byte[] array = new byte[random.nextInt(5) + body.length + random.nextInt(20)];
        random.nextBytes(array);
        int offset = random.nextInt(array.length - body.length + 1);
        System.arraycopy(body, 0, array, offset, body.length);

        var ignorant = new JsonScanner(POINTERS);
        String expected = outcome(ignorant, wantsAll, array, offset, body.length);
        fitting += fits(layout, wantsAll, array, offset, body.length) ? 1 : 0;
        malformed += expected.startsWith("false") ? 1 : 0;

        assertThat(outcome(knowing, wantsAll, array, offset, body.length))
            .as("seed %d, body %d: %s", seed, at, new String(body, UTF_8))
            .isEqualTo(expected);
      }
    }
    assertThat(fitting).as("bodies that fit").isGreaterThan(10_000);
    assertThat(malformed).as("malformed bodies").isGreaterThan(1_000);
  }

  @Test
  void valuesThatStayTheSameAreReadAsPunctuation() {
    var layout = new JsonLayout();
    var scanner = new JsonScanner(POINTERS);
    scanner.expect(layout);
    for (int at = 0; at < 3; at++) {
      scan(scanner, "{\"broker\":\"paper\",\"id\":\"%d\",\"trace\":\"t\"}".formatted(at));
    }
    assertThat(fits(layout, "{\"broker\":\"paper\",\"id\":\"9\",\"trace\":\"u\"}")).isTrue();
    assertThat(fits(layout, "{\"broker\":\"livee\",\"id\":\"9\",\"trace\":\"u\"}")).isFalse();
    // Once it has differed, it may be anything.
    for (int at = 0; at < 40; at++) {
      scan(scanner, "{\"broker\":\"%d\",\"id\":\"7\",\"trace\":\"t\"}".formatted(at));
    }
    assertThat(fits(layout, "{\"broker\":\"livee\",\"id\":\"9\",\"trace\":\"u\"}")).isTrue();
  }

  @Test
  void bodiesOfTwoLayoutsInTurnAreLearnedSeldom() {
    var layout = new JsonLayout();
    var scanner = new JsonScanner(POINTERS);
    scanner.expect(layout);
    int due = 0;
    for (int at = 0; at < 1_600; at++) {
      scan(scanner, at % 2 == 0 ? "{\"id\":\"1\"}" : "{\"trace\":\"1\"}");
      due += layout.isDue() ? 1 : 0;
    }
    assertThat(due).isLessThan(1_600 / 8);
  }

  private static byte[] damaged(Random random, byte[] body) {
    if (random.nextInt(10) == 0) {
      body[random.nextInt(body.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(20) == 0 ? Arrays.copyOf(body, random.nextInt(body.length)) : body;
  }

  private static void want(JsonScanner scanner, boolean all) {
    scanner.clear();
    for (int slot = 0; slot < POINTERS.size(); slot++) {
      if (all || slot != 5) {
        scanner.want(slot);
      }
    }
  }

  private static String outcome(JsonScanner scanner, boolean all, byte[] b, int from, int length) {
    want(scanner, all);
    boolean isJson = scanner.scan(b, from, length);
    var out = new ArrayList<String>();
    for (int slot = 0; slot < POINTERS.size(); slot++) {
      var values = scanner.values();
      int start = values.offset(slot);
      String text = new String(values.bytes(slot), start, values.length(slot), UTF_8);
      out.add(values.kind(slot) + " " + text + " " + (isJson && scanner.wants(slot)));
    }
    return isJson + " " + out;
  }

  private static boolean fits(JsonLayout layout, boolean all, byte[] b, int from, int length) {
    long wanted = (1L << POINTERS.size()) - 1 - (all ? 0 : JsonScanner.bit(5));
    return layout.read(b, from, from + length, wanted, new JsonValues(POINTERS.size()));
  }

  private static void scan(JsonScanner scanner, String body) {
    byte[] b = body.getBytes(UTF_8);
    outcome(scanner, true, roomy(b), 0, b.length);
  }

  private static boolean fits(JsonLayout layout, String body) {
    byte[] b = body.getBytes(UTF_8);
    return fits(layout, true, roomy(b), 0, b.length);
  }

  /** Bodies lie in larger arrays, whose words may be read to the end. */
  private static byte[] roomy(byte[] body) {
    return Arrays.copyOf(body, body.length + 2 * Long.BYTES);
  }
}
