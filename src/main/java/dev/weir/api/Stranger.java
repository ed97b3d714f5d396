package dev.weir.api;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells requests that some other site has a browser send. Such a site must neither have something
 * done here under the rights of whoever sits at the browser, nor, by giving its own name this
 * machine's address, read what only this machine may see.
 */
final class Stranger {
  private static final Pattern THIS_MACHINE =
      Pattern.compile("localhost|.{1,200}\\.localhost|127(\\.[0-9]{1,3}){3}|\\[?::1]?");

  private Stranger() {}

  /** Whether another site's page has the browser send it, and it would change something. */
  static boolean isCrossSite(HttpServerRequest request) {
    if (request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD)) {
      return false;
    }
    var site = request.getHeader("Sec-Fetch-Site");
    if (site != null) {
      return !site.equals("same-origin") && !site.equals("none");
    }
    var origin = request.getHeader("Origin");
    // Programs send none, browsers always do.
    return origin != null && !isSame(origin, request.getHeader("Host"));
  }

  private static boolean isSame(String origin, @Nullable String host) {
    try {
      var authority = URI.create(origin).getRawAuthority();
      return authority != null && authority.equalsIgnoreCase(host);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Whether the name by which the port was reached is one of this machine for itself. */
  static boolean isForThisMachine(HttpServerRequest request) {
    var authority = request.authority();
    return authority == null
        || THIS_MACHINE.matcher(authority.host().toLowerCase(Locale.ROOT)).matches();
  }
}
