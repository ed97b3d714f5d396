package dev.weir.api;

import static dev.weir.monitor.Field.field;

import dev.weir.monitor.Traces;
import dev.weir.monitor.Traces.Answer;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;

/** Single traces, from the journal. */
@Path("/monitoring/traces")
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
@Tag(name = "traces", description = "Single messages on their way")
@APIResponse(
    responseCode = "500",
    description = "An error inside Weir",
    content =
        @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public class TraceResource {
  private static final Logger LOG = Logger.getLogger(TraceResource.class);
  private static final int LONGEST_ID = 256;
  private static final String TITLE = "Nothing is known of this trace";

  private final Traces traces;

  TraceResource(Traces traces) {
    this.traces = traces;
  }

  /** One trace. */
  @GET
  @Path("{id:.*}")
  @Operation(
      operationId = "trace",
      summary = "The way of a message through the pipeline",
      description =
          "Its events in the order of their times, with the places of their records, and what became of them on each hop. What is kept, and for how long, is configured under weir.journal.")
  @APIResponse(
      responseCode = "200",
      description = "The trace",
      content = @Content(schema = @Schema(implementation = TraceBody.class)))
  @APIResponse(
      responseCode = "400",
      description = "The id is empty, too long, or no text (urn:weir:bad-parameter)",
      content =
          @Content(
              mediaType = Problem.MEDIA_TYPE,
              schema = @Schema(implementation = Problem.class)))
  @APIResponse(
      responseCode = "404",
      description =
          "Nothing is known of it (urn:weir:trace-unknown), or could be, since it is not among the traces that are kept at the present rate (urn:weir:trace-not-sampled)",
      content =
          @Content(
              mediaType = Problem.MEDIA_TYPE,
              schema = @Schema(implementation = Problem.class)))
  @APIResponse(
      responseCode = "503",
      description = "The store cannot be reached (urn:weir:store-unavailable)",
      content =
          @Content(
              mediaType = Problem.MEDIA_TYPE,
              schema = @Schema(implementation = Problem.class)))
  public Uni<TraceBody> trace(
      @Parameter(
              description =
                  "The trace's id in any notation, the id of one of its events, or another name of it such as a correlation id; up to 256 characters")
          @PathParam("id")
          String id) {
    var sought = Query.text("id", id, LONGEST_ID);
    return traces.trace(sought).map(answer -> body(sought, answer));
  }

  private static TraceBody body(String id, Answer answer) {
    return switch (answer) {
      case Answer.Found(var path) -> TraceBody.of(path);
      case Answer.Unknown _ ->
          throw unknown(
              "trace-unknown",
              "no event with the id '%s' was seen, or it is older than what is kept"
                  .formatted(Absent.shown(id)));
      case Answer.Off _ ->
          throw unknown("trace-unknown", "traces are not kept: weir.journal.enabled is false");
      case Answer.NotSampled(int k) ->
          throw unknown(
              "trace-not-sampled",
              String.format(
                  Locale.ROOT,
                  "at the rate of events of now one trace in %,d is kept, and '%s' is not among them",
                  1L << k,
                  Absent.shown(id)));
      case Answer.Unavailable(var detail) -> {
        LOG.debugv("trace look-up failed", field("detail", detail));
        throw Problem.of(
            503,
            "store-unavailable",
            "The store cannot be reached",
            "traces are in the store, which does not answer now; try again later");
      }
    };
  }

  private static ProblemException unknown(String name, String detail) {
    return Problem.of(404, name, TITLE, detail);
  }
}
