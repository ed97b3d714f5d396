package dev.weir.api;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import java.util.UUID;

/**
 * Answers requests that cannot even be routed, such as for {@code /%zz} or without a {@code Host},
 * with a problem as well. Otherwise each of them would leave a stack trace in the log, by which a
 * stranger could fill it.
 */
class MalformedPaths {
  private static final int BAD_REQUEST = 400;

  /** What Vert.x says to an {@code Origin} that is none. */
  private static final int FORBIDDEN = 403;

  void install(@Observes Router router) {
    handle(router);
  }

  void install(@Observes ManagementInterface management) {
    handle(management.router());
  }

  private static void handle(Router router) {
    router.errorHandler(BAD_REQUEST, request -> answer(request, BAD_REQUEST));
    router.route().order(Integer.MIN_VALUE).failureHandler(MalformedPaths::failed);
  }

  /** All other failures are for the handlers behind this one. */
  private static void failed(RoutingContext request) {
    int status = request.statusCode();
    if (request.failure() instanceof HttpClosedException) {
      // Whoever has gone needs no answer, and is no error of ours.
      return;
    }
    if (status == BAD_REQUEST
        || (status == FORBIDDEN && request.failure() instanceof VertxException)) {
      answer(request, status);
    } else {
      request.next();
    }
  }

  private static void answer(RoutingContext request, int status) {
    if (request.response().ended()) {
      return;
    }
    var headers = request.response().headers();
    if (!headers.contains(RequestIds.HEADER)) {
      headers.set(RequestIds.HEADER, UUID.randomUUID().toString());
      SecurityHeaders.set(request);
    }
    ProblemAnswer.send(
        request,
        Problem.plain(status, "the path, or a header such as Host or Origin, is malformed"));
  }
}
