package dev.weir.telemetry;

import io.quarkus.opentelemetry.runtime.config.runtime.exporter.OtlpExporterConfig;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ProxyOptions;
import java.net.URI;
import java.util.List;
import java.util.function.Consumer;

/** TLS and the proxy on the way to the collector, as Quarkus' own exporter has them. */
final class OtlpClientOptions implements Consumer<HttpClientOptions> {
  private final OtlpExporterConfig config;
  private final URI endpoint;
  private final TlsConfigurationRegistry registry;

  OtlpClientOptions(OtlpExporterConfig config, URI endpoint, TlsConfigurationRegistry registry) {
    this.config = config;
    this.endpoint = endpoint;
    this.registry = registry;
  }

  @Override
  public void accept(HttpClientOptions options) {
    if ("https".equalsIgnoreCase(endpoint.getScheme())) {
      options.setSsl(true).setUseAlpn(true);
    }
    var named = TlsConfiguration.from(registry, config.tlsConfigurationName());
    if (named.isPresent()) {
      options.setKeyCertOptions(named.get().getKeyStoreOptions());
      options.setTrustOptions(named.get().getTrustStoreOptions());
    } else {
      pemFiles(options);
    }
    if (named.or(registry::getDefault).map(TlsConfiguration::isTrustAll).orElse(false)) {
      options.setTrustAll(true).setVerifyHost(false);
    }
    if (config.proxyOptions().enabled()) {
      proxy(options);
    }
  }

  private void pemFiles(HttpClientOptions options) {
    var certs = config.keyCert().certs().orElse(List.of());
    var keys = config.keyCert().keys().orElse(List.of());
    if (!certs.isEmpty() || !keys.isEmpty()) {
      var own = new PemKeyCertOptions();
      certs.forEach(own::addCertPath);
      keys.forEach(own::addKeyPath);
      options.setKeyCertOptions(own);
    }
    var trusted = config.trustCert().certs().orElse(List.of());
    if (!trusted.isEmpty()) {
      var trust = new PemTrustOptions();
      trusted.forEach(trust::addCertPath);
      options.setTrustOptions(trust);
    }
  }

  /** What is configured for it, or else for the JVM. */
  private void proxy(HttpClientOptions options) {
    var own = config.proxyOptions();
    var prefix = options.isSsl() ? "https." : "http.";
    var host = own.host().orElseGet(() -> System.getProperty(prefix + "proxyHost", ""));
    if (host.isEmpty() || host.equals("none")) {
      return;
    }
    var usual = Integer.getInteger(prefix + "proxyPort", options.isSsl() ? 443 : 80);
    var proxy = new ProxyOptions().setHost(host).setPort(own.port().orElse(usual));
    own.username().ifPresent(proxy::setUsername);
    own.password().ifPresent(proxy::setPassword);
    options.setProxyOptions(proxy);
  }
}
