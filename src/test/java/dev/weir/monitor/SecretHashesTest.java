package dev.weir.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretHashesTest {
  private static final String SALT = "AAECAwQFBgcICQoLDA0ODw";
  private static final String HASH = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

  @Test
  void aPasswordsHashIsReadAsItIsWritten() {
    var text = "pbkdf2-sha256:600000:" + SALT + ":" + HASH;
    var hash = Objects.requireNonNull(PasswordHash.parse(text));
    assertThat(hash.text()).isEqualTo(text);
    assertThat(hash.rounds()).isEqualTo(600_000);
    assertThat(hash.salt()).hasSize(16).startsWith(0, 1, 2);
    assertThat(hash.hash()).hasSize(32).endsWith(30, 31);
    assertThat(hash).isEqualTo(PasswordHash.parse(text)).hasToString("pbkdf2-sha256:600000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret",
        "pbkdf2-sha256:99999:" + SALT + ":" + HASH,
        "pbkdf2-sha256:099999:" + SALT + ":" + HASH,
        "pbkdf2-sha256:10000001:" + SALT + ":" + HASH,
        "pbkdf2-sha512:600000:" + SALT + ":" + HASH,
        "pbkdf2-sha256:600000:AAAA:" + HASH,
        "pbkdf2-sha256:600000:" + SALT + ":" + HASH + "A",
        "pbkdf2-sha256:600000:" + SALT + ":" + HASH + ":",
        "pbkdf2-sha256:600000:AECAwQFBgcICQoLDA0ODw:" + HASH,
      })
  void whatIsNoPasswordsHashIsNone(String text) {
    assertThat(PasswordHash.parse(text)).isNull();
  }

  /** The vector is of FIPS 180-4. */
  @Test
  void aTokensHashIsSha256() {
    var abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    var hash = TokenHash.of("abc");
    assertThat(hash.text()).isEqualTo("sha256:" + abc);
    assertThat(TokenHash.parse("sha256:" + abc.toUpperCase(java.util.Locale.ROOT)))
        .isEqualTo(hash)
        .hasToString("sha256");
    assertThat(hash.matches(TokenHash.of("abd"))).isFalse();
    assertThat(TokenHash.parse(abc)).isNull();
    assertThat(TokenHash.parse("sha256:" + abc.substring(1))).isNull();
  }
}
