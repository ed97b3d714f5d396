package dev.weir.api;

import dev.weir.monitor.AccessSettings;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Bounds how often one address may ask for what is not simply read from memory: traces, which are
 * in the store, lists of ids, and validations.
 */
@Singleton
class LookUpGate {
  /** Behind the gate that lets in, so that strangers use nobody's budget up. */
  private static final int ORDER = 40;

  private static final int SECONDS_AT_ONCE = 2;
  private static final int TOO_MANY_REQUESTS = 429;

  private final AddressBudget budget;

  LookUpGate(AccessSettings settings) {
    int rate = settings.lookUpsPerSecond();
    budget = new AddressBudget(rate, (double) rate * SECONDS_AT_ONCE, System::nanoTime);
  }

  void install(@Observes Filters filters) {
    filters.register(this::pass, ORDER);
  }

  private void pass(RoutingContext request) {
    long wait = costs(request) ? budget.take(address(request)) : 0;
    if (wait == 0) {
      request.next();
    } else {
      refuse(request, wait, "Too many look-ups", "this address asks too often: ask again later");
    }
  }

  private static boolean costs(RoutingContext request) {
    var path = request.normalizedPath();
    return path.startsWith("/monitoring/traces/")
        || path.startsWith("/monitoring/hops/")
        || request.request().method().equals(HttpMethod.POST);
  }

  /** Whoever sends the request, or the proxy that does. */
  static String address(RoutingContext request) {
    var remote = request.request().remoteAddress();
    var address = remote == null ? null : remote.hostAddress();
    return address == null ? "" : address;
  }

  /** Says after how many seconds to ask again. */
  static void refuse(RoutingContext request, long seconds, String title, String detail) {
    request.response().putHeader("Retry-After", Long.toString(seconds));
    var problem =
        new Problem(
            "urn:weir:too-many-requests",
            title,
            TOO_MANY_REQUESTS,
            detail,
            request.request().path());
    ProblemAnswer.send(request, problem);
  }
}
