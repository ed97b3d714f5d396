package dev.weir.api;

import dev.weir.flow.KeyStatus;
import dev.weir.monitor.KeyQuery;
import dev.weir.monitor.Monitoring;
import dev.weir.verdict.Status;
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
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The pipeline as it is now. Answers from memory, on the event loop. */
@Path("/monitoring")
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
@Tag(name = "pipeline", description = "The pipeline as it is now")
@APIResponse(
    responseCode = "500",
    description = "An error inside Weir",
    content =
        @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public class MonitoringResource {
  private static final int DEFAULT_KEYS = 100;
  private static final int MOST_KEYS = 10_000;

  private final Monitoring monitoring;
  private final PipelineAnswers answers;
  private final KeysAnswers pages;

  MonitoringResource(Monitoring monitoring, PipelineAnswers answers, KeysAnswers pages) {
    this.monitoring = monitoring;
    this.answers = answers;
    this.pages = pages;
  }

  /** The verdict; its status code alone tells whether the pipeline works. */
  @GET
  @Path("health")
  @Operation(
      operationId = "health",
      summary = "Whether the pipeline works, stage by stage, with reasons")
  @APIResponse(
      responseCode = "200",
      description = "HEALTHY, DEGRADED or IDLE",
      content = @Content(schema = @Schema(implementation = HealthBody.class)))
  @APIResponse(
      responseCode = "503",
      description = "DOWN, or UNKNOWN because Weir cannot see enough",
      content = @Content(schema = @Schema(implementation = HealthBody.class)))
  public RestResponse<HealthBody> health() {
    var body = HealthBody.of(monitoring);
    boolean bad =
        body.status().equals(Status.DOWN.name()) || body.status().equals(Status.UNKNOWN.name());
    return RestResponse.status(
        bad ? RestResponse.Status.SERVICE_UNAVAILABLE : RestResponse.Status.OK, body);
  }

  /** All figures. */
  @GET
  @Path("pipeline")
  @Operation(operationId = "pipeline", summary = "Every figure of every stage and hop")
  @APIResponse(
      responseCode = "200",
      description = "The view",
      content = @Content(schema = @Schema(implementation = PipelineBody.class)))
  @APIResponse(
      responseCode = "503",
      description = "There is no view yet (urn:weir:no-view-yet)",
      content =
          @Content(
              mediaType = Problem.MEDIA_TYPE,
              schema = @Schema(implementation = Problem.class)))
  public PipelineAnswer pipeline() {
    return answers.answer();
  }

  /** The keys of a stage. */
  @GET
  @Path("stages/{stage}/keys")
  @Operation(operationId = "keys", summary = "The keys of a stage, such as its symbols")
  @APIResponse(
      responseCode = "200",
      description = "The keys; __other__ stands for all beyond the limit of the table",
      content = @Content(schema = @Schema(implementation = KeysBody.class)))
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
  public KeysAnswer keys(
      @PathParam("stage") String stage,
      @Parameter(description = "Only keys of this state: live, delayed or stale")
          @QueryParam("status")
          @Nullable String status,
      @Parameter(description = "How many at most, 1 to 10000; 100 if left out") @QueryParam("limit")
          @Nullable String limit,
      @Parameter(description = "age (oldest first, the default), events (most first) or key")
          @QueryParam("sort")
          @Nullable String sort) {
    Absent.checkStage(monitoring.pipeline(), stage);
    var order = Query.oneOf("sort", sort, KeyQuery.Sort.values());
    var query =
        new KeyQuery(
            Query.oneOf("status", status, KeyStatus.values()),
            order == null ? KeyQuery.Sort.AGE : order,
            Query.whole("limit", limit, 1, MOST_KEYS, DEFAULT_KEYS));
    return pages.answer(stage, query);
  }
}
