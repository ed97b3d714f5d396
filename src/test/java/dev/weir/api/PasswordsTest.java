package dev.weir.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.monitor.AccessSettings.Role;
import dev.weir.monitor.AccessSettings.User;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class PasswordsTest {
  private static final int ROUNDS = 100_000;

  private final Passwords passwords =
      new Passwords(
          List.of(
              new User("anna", Role.OPERATOR, Pbkdf2.hash(chars("sécret-1"), salt(), ROUNDS)),
              new User("bob", Role.VIEWER, Pbkdf2.hash(chars("other"), salt(), ROUNDS))),
          new SecureRandom());

  private static char[] chars(String text) {
    return text.toCharArray();
  }

  private static byte[] salt() {
    return HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
  }

  /** Computed by {@code hashlib.pbkdf2_hmac} of Python. */
  @Test
  void isPbkdf2OfUtf8() {
    assertThat(HexFormat.of().formatHex(Pbkdf2.hash(chars("sécret-1"), salt(), ROUNDS).hash()))
        .isEqualTo("fb8399729ff8b82e7ec5703e772d91ec561ba8467f71337459576c4295a79c5b");
  }

  @Test
  void theRightOneIsKnownAtOnceFromThenOn() {
    var right = new Credentials.Basic("anna", "sécret-1");
    assertThat(passwords.known(right)).isEmpty();
    assertThat(passwords.check(right)).contains(Role.OPERATOR);
    assertThat(passwords.known(right)).contains(Role.OPERATOR);
    assertThat(passwords.known(new Credentials.Basic("anna", "sécret-2"))).isEmpty();
    assertThat(passwords.known(new Credentials.Basic("bob", "sécret-1"))).isEmpty();
  }

  @Test
  void wrongOnesAreNotAndChangeNothing() {
    passwords.check(new Credentials.Basic("bob", "other"));
    assertThat(passwords.check(new Credentials.Basic("bob", "sécret-1"))).isEmpty();
    assertThat(passwords.check(new Credentials.Basic("bob", ""))).isEmpty();
    assertThat(passwords.check(new Credentials.Basic("carol", "other"))).isEmpty();
    assertThat(passwords.known(new Credentials.Basic("bob", "other"))).contains(Role.VIEWER);
    assertThat(passwords.known(new Credentials.Basic("carol", "other"))).isEmpty();
  }
}
