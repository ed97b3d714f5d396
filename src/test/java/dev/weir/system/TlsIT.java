package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.stack.Certificates;
import dev.weir.stack.FreePorts;
import dev.weir.stack.WeirProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Both ports behind TLS, as the page on security describes it: the page's certificate is exchanged
 * while Weir runs, and metrics are for those who show one.
 */
class TlsIT {
  private static final String DEFINITION =
      """
      weir:
        namespace: tls
        store: memory
        pipeline: { stages: { only: { topics: [only] } } }
      """;

  @TempDir static Path folder;
  private static Certificates first;
  private static Certificates second;
  private static Certificates scraper;
  private static Certificates stranger;
  private static WeirProcess weir;
  private static String page;
  private static String management;

  @BeforeAll
  static void start() throws IOException {
    first = Certificates.in(folder, "first");
    second = Certificates.in(folder, "second");
    scraper = Certificates.in(folder, "scraper");
    stranger = Certificates.in(folder, "stranger");
    Files.createDirectory(mounted());
    mount(first);
    int pagePort = FreePorts.next();
    int managementPort = FreePorts.next();
    page = "https://localhost:" + pagePort;
    management = "https://localhost:" + managementPort;
    weir =
        new WeirProcess(DEFINITION)
            .heap("256m")
            .kafka("127.0.0.1:1")
            .ports(FreePorts.next(), managementPort)
            .property("quarkus.http.insecure-requests", "disabled")
            .property("quarkus.http.ssl-port", String.valueOf(pagePort))
            .property("quarkus.http.tls-configuration-name", "page")
            .property("quarkus.tls.page.key-store.pem.weir.cert", mounted("tls.crt"))
            .property("quarkus.tls.page.key-store.pem.weir.key", mounted("tls.key"))
            .property("quarkus.tls.page.reload-period", "1s")
            .property("quarkus.management.tls-configuration-name", "management")
            .property(
                "quarkus.tls.management.key-store.pem.weir.cert", first.certificate().toString())
            .property("quarkus.tls.management.key-store.pem.weir.key", first.key().toString())
            .property(
                "quarkus.tls.management.trust-store.pem.certs", scraper.certificate().toString());
    weir.start();
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              assertThat(weir.process().isAlive()).as(weir.process().tail()).isTrue();
              assertThat(get(management + "/health/live", null).statusCode()).isEqualTo(200);
            });
  }

  @AfterAll
  static void stop() {
    weir.close();
  }

  private static Path mounted() {
    return folder.resolve("mounted");
  }

  private static String mounted(String file) {
    return mounted().resolve(file).toString();
  }

  /** The key first, and both by a rename, as Kubernetes exchanges what is mounted. */
  private static void mount(Certificates certificates) throws IOException {
    move(certificates.key(), "tls.key");
    move(certificates.certificate(), "tls.crt");
  }

  private static void move(Path from, String to) throws IOException {
    var copy = Files.copy(from, mounted().resolve(to + ".new"));
    Files.move(copy, mounted().resolve(to), StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void thePagesCertificateIsExchangedWhileWeirRuns() throws Exception {
    var answer = get(page + "/", null);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Strict-Transport-Security"))
        .contains("max-age=31536000");
    assertThat(subject(answer)).isEqualTo("CN=first");

    var asked = List.of("trace", "x", "--url", page, "--ca-file");
    var known = CommandLine.weir(folder, with(asked, first.certificate()));
    assertThat(known.errors()).contains("no event with the id 'x' was seen");
    assertThat(known.code()).isEqualTo(1);
    assertThat(CommandLine.weir(folder, with(asked, second.certificate())).code())
        .as("a certificate that is not trusted")
        .isEqualTo(3);

    mount(second);
    // Read between its two renames, the new key does not fit the old certificate.
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreException(UncheckedIOException.class)
        .untilAsserted(() -> assertThat(subject(get(page + "/", null))).isEqualTo("CN=second"));
  }

  private static List<String> with(List<String> arguments, Path last) {
    var all = new java.util.ArrayList<>(arguments);
    all.add(last.toString());
    return all;
  }

  @Test
  void thereIsNoOtherWayIn() {
    assertThatThrownBy(() -> weir.get("/")).isInstanceOf(UncheckedIOException.class);
    assertThatThrownBy(() -> get("http://localhost:" + page.replaceAll(".*:", "") + "/", null))
        .isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void metricsAreForThoseWhoShowACertificate() {
    assertThat(get(management + "/health/live", null).statusCode()).isEqualTo(200);
    assertThat(get(management + "/health/ready", null).statusCode()).isEqualTo(503);
    var refused = get(management + "/metrics", null);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("urn:weir:certificate-missing");
    assertThat(get(management + "/metrics", scraper).body()).contains("weir_build_info");
    assertThat(get(management + "/metrics", stranger).statusCode())
        .as("it is not even sent to who does not know its issuer")
        .isEqualTo(403);
  }

  private static String subject(HttpResponse<String> answer) {
    try {
      var certificate = answer.sslSession().orElseThrow().getPeerCertificates()[0];
      return ((X509Certificate) certificate).getSubjectX500Principal().getName();
    } catch (javax.net.ssl.SSLPeerUnverifiedException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** By a client of its own, so that each has a handshake of its own. */
  private static HttpResponse<String> get(String url, @Nullable Certificates own) {
    try (var client = HttpClient.newBuilder().sslContext(context(own)).build()) {
      return Http.send(client, "GET", url);
    }
  }

  private static SSLContext context(@Nullable Certificates own) {
    try {
      var trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      for (var each : List.of(first, second)) {
        var store =
            KeyStore.getInstance(each.store().toFile(), Certificates.PASSWORD.toCharArray());
        var alias = store.aliases().nextElement();
        trusted.setCertificateEntry(alias, store.getCertificate(alias));
      }
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      var password = Certificates.PASSWORD.toCharArray();
      keys.init(
          own == null ? null : KeyStore.getInstance(own.store().toFile(), password), password);
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
