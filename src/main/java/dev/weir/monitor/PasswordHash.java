package dev.weir.monitor;

import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a password: PBKDF2 with HMAC-SHA-256, as <a
 * href="https://www.rfc-editor.org/rfc/rfc8018">RFC 8018</a> has it. It is slow by intention, since
 * people's passwords can be guessed. As text: {@code pbkdf2-sha256:ROUNDS:SALT:HASH}, both in
 * Base64 for URLs, without padding.
 */
public final class PasswordHash {
  /** How many rounds new ones get. */
  public static final int ROUNDS = 600_000;

  /** Bytes of the hash. */
  public static final int LENGTH = 32;

  /** Bytes of a new salt. */
  public static final int SALT_LENGTH = 16;

  private static final String NAME = "pbkdf2-sha256";
  private static final int LEAST_ROUNDS = 100_000;
  private static final int MOST_ROUNDS = 10_000_000;
  private static final Pattern TEXT =
      Pattern.compile(NAME + ":([0-9]{6,8}):([A-Za-z0-9_-]{22,86}):([A-Za-z0-9_-]{43})");

  private final int rounds;
  private final byte[] salt;
  private final byte[] hash;

  private PasswordHash(int rounds, byte[] salt, byte[] hash) {
    this.rounds = rounds;
    this.salt = salt;
    this.hash = hash;
  }

  /**
   * One that was just computed.
   *
   * @param rounds from 100,000 to 10,000,000
   * @param salt at least {@value #SALT_LENGTH} bytes
   * @param hash {@value #LENGTH} bytes
   */
  public static PasswordHash of(int rounds, byte[] salt, byte[] hash) {
    if (rounds < LEAST_ROUNDS || rounds > MOST_ROUNDS) {
      throw new IllegalArgumentException("rounds must be 100,000 to 10,000,000, but are " + rounds);
    }
    if (salt.length < SALT_LENGTH || hash.length != LENGTH) {
      throw new IllegalArgumentException(
          "salt and hash must have %d and %d bytes, but have %d and %d"
              .formatted(SALT_LENGTH, LENGTH, salt.length, hash.length));
    }
    return new PasswordHash(rounds, salt.clone(), hash.clone());
  }

  /** Reads the text; null when it is not of the form, or its rounds are too few or too many. */
  public static @Nullable PasswordHash parse(String text) {
    var parts = TEXT.matcher(text);
    if (!parts.matches()) {
      return null;
    }
    int rounds = Integer.parseInt(parts.group(1));
    if (rounds < LEAST_ROUNDS || rounds > MOST_ROUNDS) {
      return null;
    }
    try {
      var decoder = Base64.getUrlDecoder();
      return of(rounds, decoder.decode(parts.group(2)), decoder.decode(parts.group(3)));
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }

  /** The form that {@link #parse} reads. */
  public String text() {
    var encoder = Base64.getUrlEncoder().withoutPadding();
    return "%s:%d:%s:%s"
        .formatted(NAME, rounds, encoder.encodeToString(salt), encoder.encodeToString(hash));
  }

  /** How many rounds it takes. */
  public int rounds() {
    return rounds;
  }

  /** What goes in beside the password. */
  public byte[] salt() {
    return salt.clone();
  }

  /** What comes out. */
  public byte[] hash() {
    return hash.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PasswordHash that
        && rounds == that.rounds
        && Arrays.equals(salt, that.salt)
        && Arrays.equals(hash, that.hash);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(hash);
  }

  /** Nothing of the hash: this may end up in a log. */
  @Override
  public String toString() {
    return NAME + ":" + rounds;
  }
}
