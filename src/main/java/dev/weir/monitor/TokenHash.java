package dev.weir.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a token: SHA-256, once, which is enough for what was drawn from 256 random bits
 * and is computed with each request. As text: {@code sha256:} and 64 hex digits.
 */
public final class TokenHash {
  private static final String NAME = "sha256";
  private static final Pattern TEXT = Pattern.compile(NAME + ":([0-9a-fA-F]{64})");

  private final byte[] hash;

  private TokenHash(byte[] hash) {
    this.hash = hash;
  }

  /** The hash of a token. */
  public static TokenHash of(String token) {
    try {
      return new TokenHash(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Reads the text; null when it is not of the form. */
  public static @Nullable TokenHash parse(String text) {
    var digits = TEXT.matcher(text);
    return digits.matches() ? new TokenHash(HexFormat.of().parseHex(digits.group(1))) : null;
  }

  /** The form that {@link #parse} reads. */
  public String text() {
    return NAME + ":" + HexFormat.of().formatHex(hash);
  }

  /** Whether both are of the same token; takes as long for those that are as for others. */
  public boolean matches(TokenHash other) {
    return MessageDigest.isEqual(hash, other.hash);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TokenHash that && matches(that);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(hash);
  }

  /** Nothing of the hash: this may end up in a log. */
  @Override
  public String toString() {
    return NAME;
  }
}
