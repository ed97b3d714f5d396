package dev.weir.api;

import static dev.weir.monitor.Field.field;

import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns everything that ends a request early into a problem document. */
class Problems {
  private static final Logger LOG = Logger.getLogger(Problems.class);

  @ServerExceptionMapper
  Response expected(ProblemException failure, UriInfo uri) {
    return answer(failure.problem(), uri);
  }

  @ServerExceptionMapper
  Response unknownPath(NotFoundException failure, UriInfo uri) {
    return answer(Problem.plain(404, "there is nothing at this path"), uri);
  }

  @ServerExceptionMapper
  Response wrongMethod(NotAllowedException failure, UriInfo uri) {
    var allowed = failure.getResponse().getHeaderString(HttpHeaders.ALLOW);
    var problem = Problem.plain(405, "this path does not take this method");
    return allowed == null
        ? answer(problem, uri)
        : Response.fromResponse(answer(problem, uri)).header(HttpHeaders.ALLOW, allowed).build();
  }

  @ServerExceptionMapper
  Response notAcceptable(NotAcceptableException failure, UriInfo uri) {
    return answer(Problem.plain(406, "this path answers with application/json only"), uri);
  }

  @ServerExceptionMapper
  Response wrongMedia(NotSupportedException failure, UriInfo uri) {
    return answer(Problem.plain(415, "this path does not read this media type"), uri);
  }

  @ServerExceptionMapper
  Response http(WebApplicationException failure, UriInfo uri) {
    int status = failure.getResponse().getStatus();
    if (status < 500) {
      return answer(Problem.plain(status, "the request cannot be answered as it is"), uri);
    }
    return unexpected(failure, uri);
  }

  @ServerExceptionMapper
  Response unexpected(Throwable failure, UriInfo uri) {
    LOG.errorv(failure, "request failed", field("path", uri.getPath()));
    // What went wrong inside is in the log, under the id of this request.
    return answer(Problem.plain(500, "an error inside Weir; its log has more"), uri);
  }

  private static Response answer(Problem problem, UriInfo uri) {
    return Response.status(problem.status())
        .type(Problem.MEDIA_TYPE)
        .entity(problem.at(uri.getRequestUri().getRawPath()))
        .build();
  }
}
