package dev.weir.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TraceStateTest {
  private static final String INVALID = "invalid";
  private static final String NONE = "none";
  private static final String KEY = "abcdefghijklmnopqrstuvwxyz0123456789_-*/";

  private final TraceState state = new TraceState();

  /** The cases of the W3C's test suite: why, the header, the key, and its value. */
  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of("first", "foo=1,bar=2", "foo", "1"),
        Arguments.of("second", "foo=1,bar=2", "bar", "2"),
        Arguments.of("not there", "foo=1,bar=2", "baz", NONE),
        Arguments.of("a part of a key", "foo=1", "fo", NONE),
        Arguments.of("empty header", "", "foo", NONE),
        Arguments.of("blank header", " \t", "foo", NONE),
        Arguments.of("empty members", ",foo=1,, ,bar=2,", "bar", "2"),
        Arguments.of("the same member twice", "foo=1,foo=1", "foo", INVALID),
        Arguments.of("the same key twice", "foo=1,foo=2", "foo", INVALID),
        Arguments.of("all characters", KEY + "=" + values(), KEY, values()),
        Arguments.of(
            "all of a tenant", KEY + "@a-z0-9_-*/=" + values(), KEY + "@a-z0-9_-*/", values()),
        Arguments.of("blanks", "foo=1 \t , \t bar=2, \t baz=3", "bar", "2"),
        Arguments.of("tabs", "foo=1\t \t,\t \tbar=2,\t \tbaz=3", "baz", "3"),
        Arguments.of("blank first", " foo=1", "foo", "1"),
        Arguments.of("blanks around", "\t foo=1 \t", "foo", "1"),
        Arguments.of("blank in the value", "foo=1 2", "foo", "1 2"),
        Arguments.of("blank after the key", "foo =1", "foo", INVALID),
        Arguments.of("capitals", "FOO=1", "FOO", INVALID),
        Arguments.of("dot", "foo.bar=1", "foo.bar", INVALID),
        Arguments.of("empty system", "foo@=1,bar=2", "bar", INVALID),
        Arguments.of("empty tenant", "@foo=1,bar=2", "bar", INVALID),
        Arguments.of("two at signs", "foo@@bar=1,bar=2", "bar", INVALID),
        Arguments.of("two systems", "foo@bar@baz=1,bar=2", "bar", INVALID),
        Arguments.of("key of 256", "foo=1," + "z".repeat(256) + "=1", "foo", "1"),
        Arguments.of("key of 257", "foo=1," + "z".repeat(257) + "=1", "foo", INVALID),
        Arguments.of(
            "tenant of 241", "f=1," + "t".repeat(241) + "@" + "v".repeat(14) + "=1", "f", "1"),
        Arguments.of("tenant of 242", "foo=1," + "t".repeat(242) + "@v=1", "foo", INVALID),
        Arguments.of("system of 15", "foo=1,t@" + "v".repeat(15) + "=1", "foo", INVALID),
        Arguments.of("equals in the value", "foo=bar=baz", "foo", INVALID),
        Arguments.of("empty value", "foo=,bar=3", "bar", INVALID),
        Arguments.of("no value", "foo,bar=3", "bar", INVALID),
        Arguments.of("value of 256", "foo=" + "x".repeat(256), "foo", "x".repeat(256)),
        Arguments.of("value of 257", "foo=" + "x".repeat(257), "foo", INVALID),
        Arguments.of("no ASCII", "foo=\u00e9", "foo", INVALID),
        Arguments.of("32 members", members(32), "bar32", "32"),
        Arguments.of("33 members", members(33), "bar1", INVALID),
        Arguments.of("digit first, as in level 2", "1a-2f@nr=0-0", "1a-2f@nr", "0-0"));
  }

  private static String members(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> "bar" + i + "=" + i)
        .collect(Collectors.joining(","));
  }

  private static String values() {
    return IntStream.rangeClosed(' ', '~')
        .filter(c -> c != ',' && c != '=')
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void findsAValue(String why, String header, String key, String expected) {
    byte[] bytes = ("#" + header + "#").getBytes(ISO_8859_1);

    assertThat(find(bytes, 1, bytes.length - 2, key)).as(why).isEqualTo(expected);
  }

  @Test
  void forgetsTheHeaderBefore() {
    state.parse("foo=1".getBytes(ISO_8859_1), 0, 5);
    state.parse("foo".getBytes(ISO_8859_1), 0, 3);

    assertThat(state.size()).isZero();
    assertThat(state.find("foo".getBytes(ISO_8859_1))).isFalse();
  }

  @Test
  void noBytesMakeItThrow() {
    long seed = 9;
    var random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = "foo=1,t@v=2 ,bar=3".getBytes(ISO_8859_1);
      for (int change = random.nextInt(4); change > 0; change--) {
        byte[] pool = "=,@a 1".getBytes(ISO_8859_1);
        bytes[random.nextInt(bytes.length)] =
            random.nextBoolean() ? (byte) random.nextInt(256) : pool[random.nextInt(pool.length)];
      }
      String value = find(bytes, 0, random.nextInt(bytes.length + 1), "bar");
      assertThat(value).as("seed %d", seed).isNotEmpty();
    }
  }

  private String find(byte[] bytes, int offset, int length, String key) {
    if (!state.parse(bytes, offset, length)) {
      return INVALID;
    }
    return state.find(key.getBytes(ISO_8859_1))
        ? new String(bytes, state.valueOffset(), state.valueLength(), ISO_8859_1)
        : NONE;
  }
}
