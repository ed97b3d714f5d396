package dev.weir.api;

import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/**
 * A problem document, <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>.
 *
 * @param type a URI that names the kind of problem; {@code about:blank} when the status says it all
 * @param title the kind of problem in words, the same for every occurrence
 * @param status the HTTP status
 * @param detail this occurrence in words
 * @param instance the path that was asked for
 */
public record Problem(
    String type, String title, int status, String detail, @Nullable String instance) {
  /** The media type of problem documents. */
  public static final String MEDIA_TYPE = "application/problem+json";

  /** A problem of its own kind: {@code urn:weir:} and the name. */
  static ProblemException of(int status, String name, String title, String detail) {
    return new ProblemException(new Problem("urn:weir:" + name, title, status, detail, null));
  }

  /** A problem that HTTP itself has a name for. */
  static Problem plain(int status, String detail) {
    var known = Response.Status.fromStatusCode(status);
    var title = known == null ? "Error" : known.getReasonPhrase();
    return new Problem("about:blank", title, status, detail, null);
  }

  /** The same problem, at this path. */
  Problem at(@Nullable String path) {
    return new Problem(type, title, status, detail, path);
  }
}
