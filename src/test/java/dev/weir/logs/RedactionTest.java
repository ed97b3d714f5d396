package dev.weir.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@NullMarked
class RedactionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "db.Password",
        "PASSWD",
        "client_secret",
        "token",
        "access-token",
        "apiKey",
        "API_KEY",
        "api-key",
        "Authorization",
        "credentials",
        "private_key",
        "ssl.keystore.password",
        "sasl.jaas.config"
      })
  void namesThatLookSecret(String name) {
    assertThat(Redaction.secret(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"topic", "key", "partition", "author", "pass", "monkey", "offset"})
  void namesThatDoNot(String name) {
    assertThat(Redaction.secret(name)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "login with password=hunter2 failed | login with password=*** failed",
        "redis.password = hunter2, next=1 | redis.password = ***, next=1",
        "{\"apiKey\": \"abc def\", \"n\": 1} | {\"apiKey\": ***, \"n\": 1}",
        "secret:'a b'; rest | secret:***; rest",
        "Authorization: Bearer eyJhbGciOi.x.y | Authorization: ***",
        "authorization=Basic dXNlcjpwYXNz; | authorization=***;",
        "sent Bearer eyJhbGciOi.x.y now | sent Bearer *** now",
        "at redis://weir:hunter2@redis:6379/0 | at redis://***@redis:6379/0",
        "at https://u:p@ss@host/path@x | at https://***@host/path@x",
        "rediss://:hunter2@h | rediss://***@h",
        "?a=1&access_token=xyz&b=2 | ?a=1&access_token=***&b=2",
        "sasl.jaas.config=org.x required username=\"u\" password=\"p\"; | sasl.jaas.config=***"
      })
  void secretsInTexts(String text, String redacted) {
    assertThat(Redaction.text(text)).isEqualTo(redacted.replace("***", Redaction.REDACTED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no event for 75 s (down from 60 s on)",
        "http://localhost:8080/monitoring/health",
        "mail a@b.c",
        "a basic check: fine",
        "tokens are words"
      })
  void harmlessTextsStay(String text) {
    assertThat(Redaction.text(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a-", "token", "token=", "x://", "bearer ", "jaas.config", "\" :"})
  void noTextTakesLong(String part) {
    var text = part.repeat(16_384 / part.length());
    assertTimeout(Duration.ofSeconds(2), () -> Redaction.text(text + "@=password=x"));
  }

  @Test
  void redactingTwiceChangesNothing() {
    var once = Redaction.text("password=hunter2 redis://u:p@h Bearer abcdef");
    assertThat(Redaction.text(once)).isEqualTo(once);
  }
}
