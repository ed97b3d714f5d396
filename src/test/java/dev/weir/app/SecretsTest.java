package dev.weir.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.api.Pbkdf2;
import dev.weir.monitor.PasswordHash;
import dev.weir.monitor.TokenHash;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int hash(String input, String... arguments) {
    return HashPassword.run(
        List.of(arguments),
        new ByteArrayInputStream(input.getBytes(UTF_8)),
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8));
  }

  private int token() {
    return NewToken.run(
        List.of(), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }

  @Test
  void theHashIsOfTheFirstLine() {
    assertThat(hash("correct hörse\nsecond line\n")).isZero();
    var hash = Objects.requireNonNull(PasswordHash.parse(out.toString(UTF_8).strip()));
    assertThat(hash.rounds()).isEqualTo(PasswordHash.ROUNDS);
    assertThat(Pbkdf2.hash("correct hörse".toCharArray(), hash.salt(), hash.rounds()))
        .isEqualTo(hash);
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "short-1\n"})
  void whatIsTooShortIsRefused(String input) {
    assertThat(hash(input)).isEqualTo(2);
    assertThat(err.toString(UTF_8).strip()).isEqualTo("weir: a password has at least 8 characters");
    assertThat(out.size()).isZero();
  }

  @Test
  void aPasswordOnTheCommandLineIsNotTaken() {
    assertThat(hash("", "on-the-command-line")).isEqualTo(2);
    assertThat(err.toString(UTF_8)).doesNotContain("on-the-command-line");
  }

  @Test
  void eachTokenIsAnother() {
    assertThat(token()).isZero();
    assertThat(token()).isZero();
    var lines = out.toString(UTF_8).lines().toList();
    assertThat(lines).hasSize(4);
    var token = lines.getFirst().substring("token  ".length());
    assertThat(lines.get(1)).isEqualTo("hash   " + TokenHash.of(token).text());
    assertThat(lines.get(2)).isNotEqualTo(lines.getFirst());
  }
}
