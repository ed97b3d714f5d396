package dev.weir.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceParentTest {
  private static final String GOOD = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "usual                | 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01 | true",
        "not sampled counts   | 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00 | true",
        "unknown flags        | 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-ff | true",
        "version 00 has no tail | 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x | false",
        "future version       | cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01 | true",
        "future version's tail | cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what | true",
        "future, bare hyphen  | cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01- | true",
        "future, other tail   | cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.what | false",
        "version ff is none   | ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01 | false",
        "upper-case trace id  | 00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01 | false",
        "upper-case span id   | 00-0af7651916cd43dd8448eb211c80319c-B7AD6B7169203331-01 | false",
        "upper-case version   | 0A-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01 | false",
        "upper-case flags     | 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0A | false",
        "zero trace id        | 00-00000000000000000000000000000000-b7ad6b7169203331-01 | false",
        "zero span id         | 00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01 | false",
        "not hex              | 00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01 | false",
        "other separator      | 00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01 | false",
        "no flags             | 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331     | false",
        "one digit of flags   | 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1   | false",
        "short trace id       | 00-0af7651916cd43dd8448eb211c8031-b7ad6b7169203331-01    | false",
        "empty                | ''                                                       | false",
      })
  void followsTheSpecification(String why, String header, boolean valid) {
    byte[] bytes = ("<" + header + ">").getBytes(ISO_8859_1);

    int offset = TraceParent.traceIdOffset(bytes, 1, bytes.length - 2);

    assertThat(offset).as(why).isEqualTo(valid ? 4 : TraceParent.MALFORMED);
  }

  @Test
  void takesTheTraceIdOutOfARecordsHeaders() {
    var format = new TraceParent();
    var headers = new HeaderTable(format.headers());
    int[] slots = {headers.slotOf("traceparent")};
    var found = new FoundTrace();

    assertThat(format.read(headers, slots, found)).isEqualTo(TraceFormat.Outcome.ABSENT);

    byte[] value = (" " + GOOD + "\t").getBytes(ISO_8859_1);
    headers.put("TraceParent", value, 0, value.length);
    assertThat(format.read(headers, slots, found)).isEqualTo(TraceFormat.Outcome.FOUND);
    assertThat(new String(found.bytes(), found.offset(), found.length(), ISO_8859_1))
        .isEqualTo("0af7651916cd43dd8448eb211c80319c");

    headers.put("traceparent", value, 0, 9);
    assertThat(format.read(headers, slots, found)).isEqualTo(TraceFormat.Outcome.MALFORMED);
  }

  @Test
  void agreesWithAPatternOnRandomChanges() {
    long seed = 20260731;
    var random = new Random(seed);
    var pattern =
        Pattern.compile(
            "(?!ff)(?!00-.{52}.)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?",
            Pattern.DOTALL);
    var starts = List.of(GOOD, "cc" + GOOD.substring(2), "cc" + GOOD.substring(2) + "-more");
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = starts.get(random.nextInt(starts.size())).getBytes(ISO_8859_1);
      for (int change = random.nextInt(3); change > 0; change--) {
        byte[] pool = "0f-gA".getBytes(ISO_8859_1);
        byte any = (byte) random.nextInt(256);
        bytes[random.nextInt(bytes.length)] =
            random.nextBoolean() ? any : pool[random.nextInt(pool.length)];
      }
      int length = random.nextInt(4) > 0 ? bytes.length : random.nextInt(bytes.length + 1);

      boolean valid = TraceParent.traceIdOffset(bytes, 0, length) != TraceParent.MALFORMED;

      String text = new String(bytes, 0, length, ISO_8859_1);
      assertThat(valid).as("seed %d, %s", seed, text).isEqualTo(pattern.matcher(text).matches());
    }
  }
}
