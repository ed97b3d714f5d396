package dev.weir.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {
  private static String basic(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsWhatBrowsersAndProgramsSend() {
    assertThat(Credentials.parse(null)).isEqualTo(new Credentials.Absent());
    assertThat(Credentials.parse("Bearer abc")).isEqualTo(new Credentials.Bearer("abc"));
    assertThat(Credentials.parse("bearer  abc ")).isEqualTo(new Credentials.Bearer("abc"));
    assertThat(Credentials.parse("Basic " + basic("änna:a:b ß")))
        .isEqualTo(new Credentials.Basic("änna", "a:b ß"));
    assertThat(Credentials.parse("BASIC " + basic(":"))).isEqualTo(new Credentials.Basic("", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "Bearer",
        "Bearer ",
        "Basic",
        "Basic ???",
        "Basic YW5uYQ==",
        "Digest username=a",
        "Basic YW5uYTpi YW5uYTpi"
      })
  void theRestIsUnreadable(String header) {
    assertThat(Credentials.parse(header)).isEqualTo(new Credentials.Unreadable());
  }

  @Test
  void whatIsTooLongIsNotLookedAt() {
    assertThat(Credentials.parse("Bearer " + "x".repeat(4_090)))
        .isEqualTo(new Credentials.Unreadable());
  }

  @Test
  void noTextOfThemHoldsTheSecret() {
    assertThat(Credentials.parse("Bearer abc").toString()).doesNotContain("abc");
    assertThat(Credentials.parse("Basic " + basic("a:xyz")).toString()).doesNotContain("xyz");
  }
}
