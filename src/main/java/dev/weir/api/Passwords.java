package dev.weir.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.monitor.AccessSettings.Role;
import dev.weir.monitor.AccessSettings.User;
import dev.weir.monitor.PasswordHash;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Tells whether a password is a user's. Browsers send it with each request, and to compute its hash
 * each time would take all the time there is: once it was right, a quick hash of it under a key
 * that only this process has tells the same one again.
 */
final class Passwords {
  private static final int KEY_LENGTH = 32;

  private final Map<String, User> users;
  private final Map<String, byte[]> proven = new ConcurrentHashMap<>();
  private final byte[] key = new byte[KEY_LENGTH];

  /** What an unknown user's password is compared with, so that both take as long. */
  private final PasswordHash nobody;

  Passwords(List<User> users, SecureRandom random) {
    this.users = users.stream().collect(Collectors.toMap(User::name, Function.identity()));
    random.nextBytes(key);
    int rounds =
        users.stream().mapToInt(user -> user.password().rounds()).max().orElse(PasswordHash.ROUNDS);
    var salt = new byte[PasswordHash.SALT_LENGTH];
    var hash = new byte[PasswordHash.LENGTH];
    random.nextBytes(salt);
    random.nextBytes(hash);
    nobody = PasswordHash.of(rounds, salt, hash);
  }

  /** The user's role if this password was right before; at once. */
  Optional<Role> known(Credentials.Basic given) {
    var user = users.get(given.name());
    var proof = proven.get(given.name());
    return user != null && proof != null && MessageDigest.isEqual(proof, quickly(given))
        ? Optional.of(user.role())
        : Optional.empty();
  }

  /** The user's role if this is the password; takes its time. */
  Optional<Role> check(Credentials.Basic given) {
    var user = users.get(given.name());
    var hash = user == null ? nobody : user.password();
    if (!Pbkdf2.matches(hash, given.password().toCharArray()) || user == null) {
      return Optional.empty();
    }
    proven.put(user.name(), quickly(given));
    return Optional.of(user.role());
  }

  private byte[] quickly(Credentials.Basic given) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(key);
      return digest.digest(given.password().getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
