package dev.weir.api;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import java.util.UUID;

/** Answers paths that cannot even be routed, such as {@code /%zz}, with a problem as well. */
class MalformedPaths {
  private static final int BAD_REQUEST = 400;

  void install(@Observes Router router) {
    router.errorHandler(BAD_REQUEST, MalformedPaths::answer);
  }

  private static void answer(RoutingContext request) {
    if (request.response().ended()) {
      return;
    }
    var problem = Problem.plain(BAD_REQUEST, "the path is malformed");
    var headers = request.response().headers();
    if (!headers.contains(RequestIds.HEADER)) {
      headers.set(RequestIds.HEADER, UUID.randomUUID().toString());
    }
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
                .putNull("instance")
                .encode());
  }
}
