package dev.weir.api;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Problem documents for requests that do not get as far as a resource. */
final class ProblemAnswer {
  private ProblemAnswer() {}

  /** Ends the request with a problem; other headers may have been set before. */
  static void send(RoutingContext request, Problem problem) {
    // Whoever sends a body waits until it is taken.
    request.request().resume();
    request
        .response()
        .setStatusCode(problem.status())
        .putHeader("Content-Type", Problem.MEDIA_TYPE)
        .end(
            new JsonObject()
                .put("type", problem.type())
                .put("title", problem.title())
                .put("status", problem.status())
                .put("detail", problem.detail())
                .put("instance", problem.instance())
                .encode());
  }
}
