package dev.weir.api;

import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Asks for a client's certificate on the port of the probes and the metrics, where its TLS
 * configuration has a trust store to check one by. Probes need none: Kubernetes has none to show,
 * and they tell nothing but whether Weir works.
 */
@Singleton
class ManagementGate {
  private static final int FORBIDDEN = 403;

  private final TlsConfigurationRegistry registry;
  private final Optional<String> configuration;

  ManagementGate(
      TlsConfigurationRegistry registry,
      @ConfigProperty(name = "quarkus.management.tls-configuration-name")
          Optional<String> configuration) {
    this.registry = registry;
    this.configuration = configuration;
  }

  void install(@Observes ManagementInterface management) {
    // Behind the headers, before all that answers.
    management.router().route().order(Integer.MIN_VALUE + 1).handler(this::pass);
  }

  private void pass(RoutingContext request) {
    if (!request.request().isSSL()
        || request.normalizedPath().startsWith("/health")
        || !checks()
        || hasCertificate(request.request())) {
      request.next();
      return;
    }
    ProblemAnswer.send(
        request,
        new Problem(
            "urn:weir:certificate-missing",
            "This needs a certificate",
            FORBIDDEN,
            "show a certificate that the trust store of this port's TLS configuration knows",
            request.request().path()));
  }

  private boolean checks() {
    return configuration
        .map(registry::get)
        .orElseGet(registry::getDefault)
        .filter(tls -> tls.getTrustStoreOptions() != null)
        .isPresent();
  }

  /** One that the trust store does not know ends the connection before. */
  private static boolean hasCertificate(HttpServerRequest request) {
    try {
      return request.sslSession().getPeerCertificates().length > 0;
    } catch (SSLPeerUnverifiedException none) {
      return false;
    }
  }
}
