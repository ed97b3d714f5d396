package dev.weir.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainIdTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "order 42/7",
        "019353a1-7b3c-7def-8123-0123456789ab",
        "Zürich-東京-🚀",
        "{\"json\":1}"
      })
  void anyPrintableTextIsAnId(String id) {
    assertThat(isValid(id.getBytes(UTF_8))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a\u0000b", "a\nb", "a\u007fb", "a\u0085b", "a\u2028b", "a\u200bb", "\ue000"})
  void emptyOrUnprintableTextIsNone(String id) {
    assertThat(isValid(id.getBytes(UTF_8))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\u00ff",
        "\u00c0\u00af",
        "\u00ed\u00a0\u0080",
        "\u00e2\u0082",
        "\u00f4\u0090\u0080\u0080"
      })
  void bytesThatAreNotUtf8AreNone(String latin1) {
    assertThat(isValid(latin1.getBytes(ISO_8859_1))).isFalse();
  }

  @Test
  void lengthIsCountedInCharacters() {
    assertThat(isValid("é".repeat(128).getBytes(UTF_8))).isTrue();
    assertThat(isValid("🚀".repeat(128).getBytes(UTF_8))).isTrue();
    assertThat(isValid("a".repeat(129).getBytes(UTF_8))).isFalse();
  }

  private static boolean isValid(byte[] id) {
    return PlainId.isValid(id, 0, id.length);
  }
}
