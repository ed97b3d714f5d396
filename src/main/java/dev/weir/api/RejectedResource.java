package dev.weir.api;

import dev.weir.monitor.Monitoring;
import dev.weir.pipeline.Rejection;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Examples of what could not be read. Answers from memory, on the event loop. */
@Path("/monitoring/stages/{stage}/rejected")
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
@Tag(name = "pipeline")
@APIResponse(
    responseCode = "500",
    description = "An error inside Weir",
    content =
        @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public class RejectedResource {
  private static final int DEFAULT_RECORDS = 100;
  private static final int MOST_RECORDS = 10_000;

  private final Monitoring monitoring;

  RejectedResource(Monitoring monitoring) {
    this.monitoring = monitoring;
  }

  /** Some records of a stage of which something could not be read. */
  @GET
  @Operation(
      operationId = "rejected",
      summary = "Some records of which something could not be read, newest first",
      description =
          "Up to 8 of each reason and partition. Nothing of their payload or of their headers' values is shown: to see the record, read it at its offset.")
  @APIResponse(
      responseCode = "200",
      description = "The records",
      content = @Content(schema = @Schema(implementation = RejectedBody.class)))
  @APIResponse(
      responseCode = "400",
      description = "A parameter has a value that is not allowed (urn:weir:bad-parameter)",
      content =
          @Content(
              mediaType = Problem.MEDIA_TYPE,
              schema = @Schema(implementation = Problem.class)))
  @APIResponse(
      responseCode = "404",
      description = "There is no such stage (urn:weir:stage-unknown)",
      content =
          @Content(
              mediaType = Problem.MEDIA_TYPE,
              schema = @Schema(implementation = Problem.class)))
  @APIResponse(
      responseCode = "503",
      description = "There is no view yet (urn:weir:no-view-yet)",
      content =
          @Content(
              mediaType = Problem.MEDIA_TYPE,
              schema = @Schema(implementation = Problem.class)))
  public RejectedBody rejected(
      @PathParam("stage") String stage,
      @Parameter(description = "Only records of this reason, such as trace-malformed")
          @QueryParam("reason")
          @Nullable String reason,
      @Parameter(description = "How many at most, 1 to 10000; 100 if left out") @QueryParam("limit")
          @Nullable String limit) {
    Absent.checkStage(monitoring.pipeline(), stage);
    var wanted = Query.oneOf("reason", reason, Rejection.values());
    int most = Query.whole("limit", limit, 1, MOST_RECORDS, DEFAULT_RECORDS);
    var records = monitoring.rejected(stage, wanted, most).orElseThrow(Absent::view);
    return RejectedBody.of(stage, records);
  }
}
