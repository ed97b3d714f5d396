package dev.weir.monitor;

import java.util.List;

/**
 * Who may use the page and the API.
 *
 * @param mode what somebody has to show
 * @param users those with a password, for {@link Mode#BASIC}
 * @param tokens those with a token, for {@link Mode#TOKEN}
 * @param providersRoles what a provider's roles are here, for {@link Mode#OIDC}
 * @param lookUpsPerSecond requests a second and address for what is not answered from memory
 */
public record AccessSettings(
    Mode mode,
    List<User> users,
    List<Token> tokens,
    ProvidersRoles providersRoles,
    int lookUpsPerSecond) {
  /** Look-ups a second and address where nothing else is set. */
  public static final int LOOK_UPS_PER_SECOND = 500;

  /** Copies the lists. */
  public AccessSettings {
    users = List.copyOf(users);
    tokens = List.copyOf(tokens);
  }

  /** Nothing has to be shown, on a port that only this machine reaches. */
  public static AccessSettings thisMachine() {
    return new AccessSettings(
        Mode.THIS_MACHINE, List.of(), List.of(), ProvidersRoles.sameNames(), LOOK_UPS_PER_SECOND);
  }

  /** What somebody has to show. */
  public enum Mode {
    /** Nothing; the port listens on the loopback address, and this was not chosen. */
    THIS_MACHINE,
    /** Nothing, because somebody said so. */
    NONE,
    /** A user's name and password. */
    BASIC,
    /** A token. */
    TOKEN,
    /** A token of an OpenID Connect provider, or a session after a log-in there. */
    OIDC
  }

  /** What somebody may do; each may do what those before it may. */
  public enum Role {
    /** See everything. */
    VIEWER,
    /** Have something done as well. */
    OPERATOR;

    /** Whether this is enough where {@code needed} is. */
    public boolean allows(Role needed) {
      return compareTo(needed) >= 0;
    }
  }

  /**
   * Which roles of an OpenID Connect provider are ours.
   *
   * @param viewer those who may look
   * @param operator those who may have something done, too
   */
  public record ProvidersRoles(List<String> viewer, List<String> operator) {
    /** Copies the lists. */
    public ProvidersRoles {
      viewer = List.copyOf(viewer);
      operator = List.copyOf(operator);
    }

    /** Those that are called as ours. */
    public static ProvidersRoles sameNames() {
      return new ProvidersRoles(List.of("viewer"), List.of("operator"));
    }
  }

  /**
   * Somebody with a password.
   *
   * @param name unlike any other user's
   * @param role what they may do
   * @param password its hash
   */
  public record User(String name, Role role, PasswordHash password) {}

  /**
   * Something with a token.
   *
   * @param name what has it, for the log
   * @param role what it may do
   * @param hash of the token
   */
  public record Token(String name, Role role, TokenHash hash) {}
}
