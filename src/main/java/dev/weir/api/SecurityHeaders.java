package dev.weir.api;

import io.quarkus.vertx.http.ManagementInterface;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;

/**
 * Tells browsers what the page needs, which is nothing from elsewhere and nothing inline, and that
 * nobody is to show it in a frame, guess types, or keep answers of the API.
 */
class SecurityHeaders {
  // Behind the request's id, before all that may answer.
  private static final int ORDER = 9_900;

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  void install(@Observes Filters filters) {
    filters.register(SecurityHeaders::pass, ORDER);
  }

  void install(@Observes ManagementInterface management) {
    management.router().route().order(Integer.MIN_VALUE).handler(SecurityHeaders::pass);
  }

  private static void pass(RoutingContext request) {
    set(request);
    request.next();
  }

  /** Sets them; the page itself says how long it may be kept. */
  static void set(RoutingContext request) {
    HttpServerResponse response = request.response();
    response
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("X-Frame-Options", "DENY")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("Cross-Origin-Opener-Policy", "same-origin")
        .putHeader("Cross-Origin-Resource-Policy", "same-origin")
        .putHeader("Content-Security-Policy", POLICY);
    if (request.request().isSSL()) {
      response.putHeader("Strict-Transport-Security", "max-age=31536000");
    }
    request.addHeadersEndHandler(
        _ -> {
          if (!response.headers().contains("Cache-Control")) {
            response.putHeader("Cache-Control", "no-store");
          }
        });
  }
}
