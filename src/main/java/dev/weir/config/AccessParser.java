package dev.weir.config;

import dev.weir.monitor.AccessSettings;
import dev.weir.monitor.AccessSettings.Mode;
import dev.weir.monitor.AccessSettings.ProvidersRoles;
import dev.weir.monitor.AccessSettings.Role;
import dev.weir.monitor.AccessSettings.Token;
import dev.weir.monitor.AccessSettings.User;
import dev.weir.monitor.PasswordHash;
import dev.weir.monitor.TokenHash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads who may use the page and the API. Quotes no hash: its problems end up in logs. */
final class AccessParser {
  private static final int MOST_LOOK_UPS = 1_000_000;
  private static final String A_PASSWORD = "a hash as 'weir hash-password' prints it";
  private static final String NONE = " (with none, everybody may do everything)";
  private static final String A_TOKEN = "a hash as 'weir new-token' prints it";

  private final Inputs inputs;

  AccessParser(Inputs inputs) {
    this.inputs = inputs;
  }

  AccessSettings access(Key weir, Surroundings surroundings) {
    var users = users(weir.child("users"));
    var tokens = tokens(weir.child("tokens"));
    var mode = mode(weir, surroundings.exposedHost());
    if (mode == Mode.BASIC) {
      checkSome(weir.child("users"), "a user with a password, for weir.auth is basic");
    } else if (mode == Mode.TOKEN) {
      checkSome(weir.child("tokens"), "a token with its hash, for weir.auth is token");
    } else if (mode == Mode.OIDC && !surroundings.oidc()) {
      inputs.problem(
          Key.of("quarkus", "oidc", "auth-server-url"),
          "nothing",
          "the address of a provider such as https://login.example.org/realms/trading, for weir.auth is oidc");
    }
    int lookUps =
        inputs.number(
            weir.child("look-ups-per-second"),
            AccessSettings.LOOK_UPS_PER_SECOND,
            1,
            MOST_LOOK_UPS);
    return new AccessSettings(mode, users, tokens, roles(weir.child("roles")), lookUps);
  }

  /** Where others reach the port, or somebody was given rights, leaving this out is a mistake. */
  private Mode mode(Key weir, @Nullable String exposedHost) {
    var key = weir.child("auth");
    var words = new LinkedHashMap<String, Mode>();
    words.put("basic", Mode.BASIC);
    words.put("token", Mode.TOKEN);
    words.put("oidc", Mode.OIDC);
    words.put("none", Mode.NONE);
    if (inputs.text(key) == null) {
      if (exposedHost != null) {
        inputs.problem(
            key,
            "nothing, while quarkus.http.host is "
                + Inputs.quote(exposedHost)
                + ", which other machines may reach",
            Inputs.oneOf(words.keySet()) + NONE);
      } else if (!inputs.namesBelow(weir.child("users")).isEmpty()
          || !inputs.namesBelow(weir.child("tokens")).isEmpty()) {
        inputs.problem(
            key, "nothing, while there are users or tokens", Inputs.oneOf(words.keySet()) + NONE);
      }
      return Mode.THIS_MACHINE;
    }
    var mode = inputs.word(key, Mode.NONE, words);
    // A mistake has been noted, so this is not used.
    return mode == null ? Mode.THIS_MACHINE : mode;
  }

  private void checkSome(Key key, String expected) {
    if (inputs.namesBelow(key).isEmpty()) {
      inputs.problem(key, "nothing", expected);
    }
  }

  private List<User> users(Key key) {
    var users = new ArrayList<User>();
    for (var name : inputs.namesBelow(key)) {
      var user = key.child(name);
      var role = role(user.child("role"));
      var text = inputs.text(user.child("password"));
      var hash = text == null ? null : PasswordHash.parse(text);
      if (name.indexOf(':') >= 0) {
        inputs.problem(user, "a name with a colon", "one without, as browsers send no others");
      } else if (hash == null) {
        inputs.problem(
            user.child("password"), text == null ? "nothing" : "something else", A_PASSWORD);
      } else {
        users.add(new User(name, role, hash));
      }
    }
    return users;
  }

  private List<Token> tokens(Key key) {
    var tokens = new ArrayList<Token>();
    for (var name : inputs.namesBelow(key)) {
      var token = key.child(name);
      var role = role(token.child("role"));
      var text = inputs.text(token.child("hash"));
      var hash = text == null ? null : TokenHash.parse(text);
      if (hash == null) {
        inputs.problem(token.child("hash"), text == null ? "nothing" : "something else", A_TOKEN);
      } else {
        tokens.add(new Token(name, role, hash));
      }
    }
    return tokens;
  }

  private ProvidersRoles roles(Key key) {
    var otherwise = ProvidersRoles.sameNames();
    return new ProvidersRoles(
        names(key.child("viewer"), otherwise.viewer()),
        names(key.child("operator"), otherwise.operator()));
  }

  private List<String> names(Key key, List<String> otherwise) {
    var items = inputs.list(key);
    return items == null ? otherwise : items.stream().map(Entries.Item::text).toList();
  }

  private Role role(Key key) {
    var words = new TreeMap<>(Map.of("viewer", Role.VIEWER, "operator", Role.OPERATOR));
    var role = inputs.word(key, Role.VIEWER, words);
    return role == null ? Role.VIEWER : role;
  }
}
