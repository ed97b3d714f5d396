package dev.weir.api;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;

/**
 * Gives every request an id: the caller's, if it has a usable one, or a new one. It is returned and
 * put into the log context, which in Quarkus belongs to the request and ends with it.
 */
class RequestIds {
  static final String HEADER = "X-Request-ID";
  static final String LOG_KEY = "request_id";

  private static final Pattern USABLE = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
  // Before everything else, so that no answer goes out without an id.
  private static final int FIRST = 10_000;

  void install(@Observes Filters filters) {
    filters.register(RequestIds::identify, FIRST);
  }

  private static void identify(RoutingContext request) {
    var given = request.request().getHeader(HEADER);
    var id =
        given != null && USABLE.matcher(given).matches() ? given : UUID.randomUUID().toString();
    request.response().putHeader(HEADER, id);
    MDC.put(LOG_KEY, id);
    request.addEndHandler(ended -> MDC.remove(LOG_KEY));
    request.next();
  }
}
