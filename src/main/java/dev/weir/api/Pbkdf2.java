package dev.weir.api;

import dev.weir.monitor.PasswordHash;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Computes {@link PasswordHash}es; some hundred thousand rounds take a good part of a second. */
public final class Pbkdf2 {
  private static final String ALGORITHM = "PBKDF2WithHmacSHA256";

  private Pbkdf2() {}

  /** The hash of a password. */
  public static PasswordHash hash(char[] password, byte[] salt, int rounds) {
    return PasswordHash.of(rounds, salt, derive(password, salt, rounds));
  }

  /** Whether the hash is of this password; takes as long if it is not. */
  static boolean matches(PasswordHash hash, char[] password) {
    return MessageDigest.isEqual(derive(password, hash.salt(), hash.rounds()), hash.hash());
  }

  private static byte[] derive(char[] password, byte[] salt, int rounds) {
    var spec = new PBEKeySpec(password, salt, rounds, PasswordHash.LENGTH * Byte.SIZE);
    try {
      return SecretKeyFactory.getInstance(ALGORITHM).generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    } finally {
      spec.clearPassword();
    }
  }
}
