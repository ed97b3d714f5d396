package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.monitor.AccessSettings;
import dev.weir.monitor.AccessSettings.Mode;
import dev.weir.monitor.AccessSettings.ProvidersRoles;
import dev.weir.monitor.AccessSettings.Role;
import dev.weir.monitor.AccessSettings.Token;
import dev.weir.monitor.AccessSettings.User;
import dev.weir.monitor.PasswordHash;
import dev.weir.monitor.TokenHash;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessParserTest {
  private static final String PASSWORD =
      PasswordHash.of(100_000, new byte[16], new byte[32]).text();
  private static final String TOKEN = TokenHash.of("abc").text();

  private static ParsedDefinition parse(Surroundings surroundings, String... keysAndValues) {
    var properties = new LinkedHashMap<>(Map.of("weir.pipeline.stages.only.topics", "t"));
    for (int i = 0; i < keysAndValues.length; i += 2) {
      properties.put("weir." + keysAndValues[i], keysAndValues[i + 1]);
    }
    return DefinitionParser.parse(properties, surroundings);
  }

  private static AccessSettings access(String... keysAndValues) {
    var parsed = parse(new Surroundings(false, false, null), keysAndValues);
    return ((ParsedDefinition.Valid) parsed).access();
  }

  private static List<String> problems(Surroundings surroundings, String... keysAndValues) {
    return ((ParsedDefinition.Invalid) parse(surroundings, keysAndValues))
        .problems().stream().map(Problem::text).toList();
  }

  @Test
  void nothingHasToBeShownOnThisMachine() {
    assertThat(access()).isEqualTo(AccessSettings.thisMachine());
    assertThat(access("auth", "none", "look-ups-per-second", "7"))
        .isEqualTo(
            new AccessSettings(Mode.NONE, List.of(), List.of(), ProvidersRoles.sameNames(), 7));
  }

  @Test
  void whereOthersReachThePortSomethingHasToBeSaid() {
    var exposed = new Surroundings(false, false, "0.0.0.0");
    assertThat(problems(exposed))
        .containsExactly(
            "weir.auth: found nothing, while quarkus.http.host is '0.0.0.0', which other machines may reach,"
                + " expected one of basic, token, oidc, none (with none, everybody may do everything)");
    assertThat(parse(exposed, "auth", "none")).isInstanceOf(ParsedDefinition.Valid.class);
    assertThat(parse(exposed, "auth", "token", "tokens.ci.hash", TOKEN))
        .isInstanceOf(ParsedDefinition.Valid.class);
  }

  @Test
  void usersAndTokensHaveRoles() {
    assertThat(
            access(
                "auth",
                "basic",
                "users.anna.password",
                PASSWORD,
                "users.anna.role",
                "operator",
                "users.bob.password",
                PASSWORD,
                "tokens.ci.hash",
                TOKEN,
                "tokens.ci.role",
                "viewer"))
        .isEqualTo(
            new AccessSettings(
                Mode.BASIC,
                List.of(
                    new User("anna", Role.OPERATOR, parsed()),
                    new User("bob", Role.VIEWER, parsed())),
                List.of(new Token("ci", Role.VIEWER, TokenHash.of("abc"))),
                ProvidersRoles.sameNames(),
                500));
  }

  private static PasswordHash parsed() {
    return PasswordHash.of(100_000, new byte[16], new byte[32]);
  }

  @Test
  void aProvidersRolesMayHaveNamesOfTheirOwn() {
    var withProvider = new Surroundings(false, true, "0.0.0.0");
    var parsed =
        parse(withProvider, "auth", "oidc", "roles.viewer", "traders,risk", "roles.operator", "");
    assertThat(((ParsedDefinition.Valid) parsed).access().providersRoles())
        .isEqualTo(new ProvidersRoles(List.of("traders", "risk"), List.of()));
    assertThat(problems(new Surroundings(false, false, null), "auth", "oidc"))
        .singleElement()
        .asString()
        .startsWith("quarkus.oidc.auth-server-url: found nothing, expected the address");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "auth | ldap  | weir.auth: found 'ldap', expected one of basic, token, oidc, none",
        "auth | tokn  | weir.auth: found 'tokn', expected one of basic, token, oidc, none (did you mean token?)",
        "auth | basic | weir.users: found nothing, expected a user with a password, for weir.auth is basic",
        "auth | token | weir.tokens: found nothing, expected a token with its hash, for weir.auth is token",
        "look-ups-per-second | 0 | weir.look-ups-per-second: found '0', expected a whole number from 1 to 1000000",
      })
  void mistakesNameTheirKey(String key, String value, String problem) {
    assertThat(problems(new Surroundings(false, false, null), key, value)).containsExactly(problem);
  }

  @Test
  void usersWithoutAuthAreAMistake() {
    assertThat(problems(new Surroundings(false, false, null), "users.anna.password", PASSWORD))
        .containsExactly(
            "weir.auth: found nothing, while there are users or tokens,"
                + " expected one of basic, token, oidc, none (with none, everybody may do everything)");
  }

  /** Somebody who puts a password where its hash belongs shall not read it in a log. */
  @ParameterizedTest
  @ValueSource(
      strings = {"hunter2", "pbkdf2-sha256:1000:AAAAAAAAAAAAAAAAAAAAAA:hunter2", "sha256:"})
  void whatIsNoHashIsNotShown(String text) {
    var problems =
        problems(
            new Surroundings(false, false, null),
            "auth",
            "basic",
            "users.anna.password",
            text,
            "users.anna.role",
            "boss",
            "tokens.ci.hash",
            text);
    assertThat(problems)
        .containsExactlyInAnyOrder(
            "weir.users.anna.role: found 'boss', expected one of operator, viewer",
            "weir.users.anna.password: found something else, expected a hash as 'weir hash-password' prints it",
            "weir.tokens.ci.hash: found something else, expected a hash as 'weir new-token' prints it");
    assertThat(String.join("", problems)).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "127.8.0.1, true",
    "localhost, true",
    "'::1', true",
    "0.0.0.0, false",
    "'::', false",
    "192.0.2.1, false",
  })
  void theLoopbackAddressIsThisMachine(String host, boolean thisMachine) {
    assertThat(Surroundings.isThisMachine(host)).isEqualTo(thisMachine);
  }
}
