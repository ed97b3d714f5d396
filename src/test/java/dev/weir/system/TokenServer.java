package dev.weir.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;

/**
 * An OpenID Connect provider, as far as clients need one: it describes itself, gives its key, and
 * gives tokens to a client {@code weir} with its {@link #SECRET}, for itself or for a code.
 */
final class TokenServer implements AutoCloseable {
  /** The secret of the client {@code weir}. */
  static final String SECRET = "what-only-weir-and-provider-know-1";

  private static final Base64.Encoder URLS = Base64.getUrlEncoder().withoutPadding();

  private final HttpServer server;
  private final KeyPair keyPair;

  /** What the next tokens say of their owner's roles, as a JSON array. */
  private volatile String roles = "[]";

  private TokenServer(HttpServer server, KeyPair keyPair) {
    this.server = server;
    this.keyPair = keyPair;
  }

  static TokenServer start() throws IOException {
    var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var tokens = new TokenServer(HttpServer.create(loopback, 0), newKeys());
    tokens.serve();
    return tokens;
  }

  static KeyPair newKeys() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void serve() {
    server.createContext("/", exchange -> answer(exchange, 404, "{}"));
    server.createContext(
        "/.well-known/openid-configuration", exchange -> answer(exchange, 200, description()));
    server.createContext("/keys", exchange -> answer(exchange, 200, keys()));
    server.createContext("/token", this::token);
    server.start();
  }

  /** Its address, which its tokens name. */
  String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Where tokens are to be had. */
  String tokenEndpoint() {
    return issuer() + "/token";
  }

  /** What the next tokens say of their owner's roles, as a JSON array. */
  void roles(String array) {
    roles = array;
  }

  /** Its public key as a JSON Web Key Set. */
  String keys() {
    var key = (RSAPublicKey) keyPair.getPublic();
    return """
        {"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"one","n":"%s","e":"%s"}]}"""
        .formatted(unsigned(key.getModulus()), unsigned(key.getPublicExponent()));
  }

  private static String unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int from = bytes[0] == 0 ? 1 : 0;
    return URLS.encodeToString(java.util.Arrays.copyOfRange(bytes, from, bytes.length));
  }

  private String description() {
    return """
        {"issuer":"%1$s","authorization_endpoint":"%1$s/authorize","token_endpoint":"%1$s/token",\
        "jwks_uri":"%1$s/keys","response_types_supported":["code"],"subject_types_supported":["public"],\
        "id_token_signing_alg_values_supported":["RS256"]}"""
        .formatted(issuer());
  }

  private void token(HttpExchange exchange) throws IOException {
    var form = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    var header = exchange.getRequestHeaders().getFirst("Authorization");
    var right = "Basic " + Base64.getEncoder().encodeToString(("weir:" + SECRET).getBytes(UTF_8));
    if (!right.equals(header)) {
      answer(exchange, 401, "{\"error\":\"invalid_client\"}");
      return;
    }
    var access = sign(claims("kafka", Instant.now().plusSeconds(300)), keyPair);
    var id = sign(claims("weir", Instant.now().plusSeconds(300)), keyPair);
    var withId = form.contains("authorization_code") ? ",\"id_token\":\"" + id + "\"" : "";
    answer(
        exchange,
        200,
        "{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":300%s}"
            .formatted(access, withId));
  }

  /** What a token says. */
  String claims(String audience, Instant until) {
    return String.format(
        Locale.ROOT,
        """
        {"iss":"%s","sub":"weir","aud":"%s","iat":%d,"exp":%d,"scope":"read","groups":%s}""",
        issuer(),
        audience,
        Instant.now().getEpochSecond() - 5,
        until.getEpochSecond(),
        roles);
  }

  /** A token that says so, by the server's own key. */
  String sign(String claims) {
    return sign(claims, keyPair);
  }

  /** A token that says so, by some key. */
  static String sign(String claims, KeyPair keyPair) {
    try {
      var text =
          URLS.encodeToString("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"one\"}".getBytes(UTF_8))
              + "."
              + URLS.encodeToString(claims.getBytes(UTF_8));
      var signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keyPair.getPrivate());
      signature.update(text.getBytes(UTF_8));
      return text + "." + URLS.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    byte[] bytes = json.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
