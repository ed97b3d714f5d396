package dev.weir.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BaggageTest {
  private static final String MALFORMED = "malformed";
  private static final String ABSENT = "absent";

  private final Baggage baggage = new Baggage();

  /** The cases of the W3C's test_baggage.py, and ours: why, the header, and the value of "k". */
  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of("simple", "k=v", "v"),
        Arguments.of("second", "a=b,k=v", "v"),
        Arguments.of("blanks", "a \t = \t b \t , \t k \t = \t v \t ", "v"),
        Arguments.of("property", "k=v;p,a=b;q", "v"),
        Arguments.of("blanks and a property", "k \t = \t v \t ; \t p \t , \t a=b", "v"),
        Arguments.of("property with a value", "k=v;p=q;r, a=b", "v"),
        Arguments.of("a property's key is none", "a=b;k=v", ABSENT),
        Arguments.of("equals in the value", "k=v=w", "v=w"),
        Arguments.of(
            "percent-encoded",
            "k=%09%20%22%27%3B%3Dasdf%21%40%23%24%25%5E%26%2A%28%29",
            "\t \"';=asdf!@#$%^&*()"),
        Arguments.of("encoded in lower case", "k=%c3%a9%2c", "é,"),
        Arguments.of("partly encoded", "k=DF%2028", "DF 28"),
        Arguments.of("plus is a plus", "k=a+b", "a+b"),
        Arguments.of("empty value", "k=", ""),
        Arguments.of("empty value, property", "k=;p", ""),
        Arguments.of("last of two", "k=1,k=2", "2"),
        Arguments.of("case matters", "K=v", ABSENT),
        Arguments.of("not there", "a=b", ABSENT),
        Arguments.of("empty header", "", ABSENT),
        Arguments.of("empty members", ",, ,k=v,", "v"),
        Arguments.of("good beside bad", "garbage,a b=c,k=v", "v"),
        Arguments.of("bad value beside good", "a=\\,k=v", "v"),
        Arguments.of("no value", "k", MALFORMED),
        Arguments.of("not found among bad ones", "garbage", MALFORMED),
        Arguments.of("not found beside a bad key", "a b=c", MALFORMED),
        Arguments.of("half an escape", "k=%2", MALFORMED),
        Arguments.of("no hex in the escape", "k=%zz", MALFORMED),
        Arguments.of("escape cut off by a property", "k=%2;0", MALFORMED),
        Arguments.of("bytes that are no UTF-8", "k=%ff", MALFORMED),
        Arguments.of("quote", "k=\"v\"", MALFORMED),
        Arguments.of("backslash", "k=a\\b", MALFORMED),
        Arguments.of("blank inside", "k=a b", MALFORMED),
        Arguments.of("bare UTF-8", "k=\u00c3\u00a9", MALFORMED),
        Arguments.of("180 members", members(179) + ",k=v", "v"),
        Arguments.of("181 members", members(180) + ",k=v", MALFORMED),
        Arguments.of("8192 bytes", "k=" + "v".repeat(8190), "v".repeat(8190)),
        Arguments.of("8192 bytes, encoded", "k=%20" + "v".repeat(8187), " " + "v".repeat(8187)),
        Arguments.of("8193 bytes", "k=" + "v".repeat(8191), MALFORMED));
  }

  private static String members(int count) {
    return IntStream.range(0, count).mapToObj(i -> "a" + i + "=b").collect(Collectors.joining(","));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void findsAValue(String why, String header, String expected) {
    byte[] bytes = ("#" + header + "#").getBytes(ISO_8859_1);

    assertThat(find(bytes, 1, bytes.length - 2)).as(why).isEqualTo(expected);
  }

  @Test
  void keysAreTokens() {
    assertThat(isKey("a.B-9_!#$%&'*+^`|~")).isTrue();
    for (String key : new String[] {"", "a b", "a=b", "a,b", "a;b", "a\"b", "a@b", "é", "a/b"}) {
      assertThat(isKey(key)).as(key).isFalse();
    }
  }

  @Test
  void decodesWhatTheJdkEncodes() {
    long seed = 10;
    var random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      String text =
          random
              .ints(random.nextInt(20), 0, Character.MAX_CODE_POINT + 1)
              .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
              .mapToObj(Character::toString)
              .collect(Collectors.joining());
      String encoded = URLEncoder.encode(text, UTF_8).replace("+", "%20");
      byte[] bytes = ("a=b,k=" + encoded + ";p").getBytes(ISO_8859_1);

      assertThat(find(bytes, 0, bytes.length)).as("seed %d", seed).isEqualTo(text);
    }
  }

  @Test
  void noBytesMakeItThrow() {
    long seed = 11;
    var random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = "a=b;p=q, k=%c3%a9 ,x".getBytes(ISO_8859_1);
      for (int change = random.nextInt(5); change > 0; change--) {
        byte[] pool = "=,;%k 1".getBytes(ISO_8859_1);
        bytes[random.nextInt(bytes.length)] =
            random.nextBoolean() ? (byte) random.nextInt(256) : pool[random.nextInt(pool.length)];
      }
      String value = find(bytes, 0, random.nextInt(bytes.length + 1));
      assertThat(value).as("seed %d", seed).isNotNull();
    }
  }

  private static boolean isKey(String key) {
    byte[] bytes = key.getBytes(UTF_8);
    return Baggage.isKey(bytes, 0, bytes.length);
  }

  private String find(byte[] bytes, int offset, int length) {
    return switch (baggage.find(bytes, offset, length, new byte[] {'k'})) {
      case ABSENT -> ABSENT;
      case MALFORMED -> MALFORMED;
      case FOUND -> new String(baggage.bytes(), baggage.offset(), baggage.length(), UTF_8);
    };
  }
}
