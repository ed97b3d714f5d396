package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stack.WeirProcess;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Programs with tokens of an OpenID Connect provider, and people who log in there. */
class OidcIT {
  private static final String DEFINITION =
      """
      weir:
        namespace: oidc
        store: memory
        auth: oidc
        roles: { viewer: [traders], operator: [trading-ops] }
        pipeline: { stages: { only: { topics: [only] } } }
      quarkus:
        oidc:
          application-type: hybrid
          client-id: weir
          roles: { role-claim-path: groups }
          token: { audience: weir }
      """;

  private static TokenServer provider;
  private static WeirProcess weir;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws IOException {
    provider = TokenServer.start();
    weir =
        new WeirProcess(DEFINITION)
            .heap("256m")
            .kafka("127.0.0.1:1")
            .environment("QUARKUS_OIDC_CREDENTIALS_SECRET", TokenServer.SECRET)
            .property("quarkus.oidc.auth-server-url", provider.issuer());
    weir.start();
    Http.awaitLive(weir);
  }

  @AfterAll
  static void stop() {
    weir.close();
    provider.close();
  }

  private HttpResponse<String> get(String... headers) {
    return Http.send(http, "GET", weir.url() + "/monitoring/health", headers);
  }

  private HttpResponse<String> with(String token) {
    return get("Authorization", "Bearer " + token);
  }

  private static String token(String groups, String audience, Instant until) {
    provider.roles(groups);
    return provider.sign(provider.claims(audience, until));
  }

  private static Instant soon() {
    return Instant.now().plusSeconds(300);
  }

  @Test
  void programsShowATokenWithARole() {
    Http.assertProblem(get(), 401);
    assertThat(get().headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"weir\"");
    var viewer = token("[\"staff\",\"traders\"]", "weir", soon());
    assertThat(with(viewer).body()).contains("UNKNOWN");
    var validation = weir.url() + "/monitoring/validation";
    Http.assertProblem(
        Http.send(http, "POST", validation, "Authorization", "Bearer " + viewer), 403);
    var operator = token("[\"trading-ops\"]", "weir", soon());
    assertThat(
            Http.send(http, "POST", validation, "Authorization", "Bearer " + operator).statusCode())
        .isEqualTo(200);
    Http.assertProblem(with(token("[\"staff\"]", "weir", soon())), 403);
  }

  @Test
  void whatIsNoTokenOfTheProviderIsRefused() {
    provider.roles("[\"traders\"]");
    var claims = provider.claims("weir", soon());
    Http.assertProblem(with(TokenServer.sign(claims, TokenServer.newKeys())), 401);
    Http.assertProblem(with(token("[\"traders\"]", "weir", Instant.now().minusSeconds(60))), 401);
    Http.assertProblem(with(provider.sign(claims.replace("\"iss\":\"", "\"iss\":\"x"))), 401);
    Http.assertProblem(with(token("[\"traders\"]", "somebody-else", soon())), 401);
    Http.assertProblem(with("nonsense"), 401);
    Http.assertProblem(with(provider.sign(claims).replaceFirst("[.][^.]*$", ".")), 401);
  }

  @Test
  void peopleLogInWithTheProvider() throws IOException {
    var cookies = new CookieManager();
    try (var browser = HttpClient.newBuilder().cookieHandler(cookies).build()) {
      var refused = Http.send(browser, "GET", weir.url() + "/", "Accept", "text/html,*/*");
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(302);
      var location = URI.create(refused.headers().firstValue("Location").orElseThrow());
      assertThat(location.toString()).startsWith(provider.issuer() + "/authorize");
      var asked = query(location);
      assertThat(asked).containsEntry("client_id", "weir").containsEntry("response_type", "code");

      provider.roles("[\"traders\"]");
      var back = asked.get("redirect_uri") + "?code=abc&state=" + asked.getOrDefault("state", "");
      var done = Http.send(browser, "GET", back, "Accept", "text/html,*/*");
      while (done.statusCode() == 302) {
        var next = done.headers().firstValue("Location").orElseThrow();
        done = Http.send(browser, "GET", next, "Accept", "text/html,*/*");
      }
      assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
      assertThat(done.body()).contains("<title>Weir</title>");
      var health = Http.send(browser, "GET", weir.url() + "/monitoring/health");
      assertThat(health.body()).contains("UNKNOWN");
      var validation = weir.url() + "/monitoring/validation";
      Http.assertProblem(Http.send(browser, "POST", validation), 403);
      assertThat(cookies.getCookieStore().getCookies())
          .isNotEmpty()
          .allSatisfy(cookie -> assertThat(cookie.isHttpOnly()).isTrue());
    }
    assertThat(Files.readString(weir.log())).doesNotContain(TokenServer.SECRET, "code=abc");
  }

  private static Map<String, String> query(URI uri) {
    return Arrays.stream(uri.getRawQuery().split("&", -1))
        .map(pair -> pair.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
  }
}
