package dev.weir.api;

import dev.weir.monitor.Monitoring;
import dev.weir.verdict.Validation;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Verdicts that were kept, and making one now. */
@Path("/monitoring/validation")
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
@Tag(name = "validation", description = "Verdicts that were kept")
@APIResponse(
    responseCode = "500",
    description = "An error inside Weir",
    content =
        @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public class ValidationResource {
  private static final int DEFAULT_HOURS = 24;
  private static final int MOST_HOURS = 168;
  private static final int MOST_VALIDATIONS = 10_000;

  private final Monitoring monitoring;

  ValidationResource(Monitoring monitoring) {
    this.monitoring = monitoring;
  }

  /** The last one. */
  @GET
  @Operation(operationId = "lastValidation", summary = "The last validation")
  @APIResponse(
      responseCode = "200",
      description = "The last validation",
      content = @Content(schema = @Schema(implementation = ValidationBody.class)))
  @APIResponse(
      responseCode = "404",
      description = "There is none yet (urn:weir:no-validation-yet)",
      content =
          @Content(
              mediaType = Problem.MEDIA_TYPE,
              schema = @Schema(implementation = Problem.class)))
  public ValidationBody last() {
    return monitoring
        .lastValidation()
        .map(ValidationBody::of)
        .orElseThrow(
            () ->
                Problem.of(
                    404,
                    "no-validation-yet",
                    "There is no validation yet",
                    "POST to this path to run one now"));
  }

  /** Runs one now. */
  @POST
  @Operation(operationId = "validate", summary = "Judge the pipeline now, and keep the verdict")
  @APIResponse(
      responseCode = "200",
      description = "What was found",
      content = @Content(schema = @Schema(implementation = ValidationBody.class)))
  public Uni<ValidationBody> validate() {
    return monitoring.validate().map(ValidationBody::of);
  }

  /** Past ones. */
  @GET
  @Path("history")
  @Operation(operationId = "validations", summary = "Past validations, newest first")
  @APIResponse(
      responseCode = "200",
      description = "At most 10,000 validations, newest first",
      content = @Content(schema = @Schema(implementation = ValidationBody.History.class)))
  @APIResponse(
      responseCode = "400",
      description = "hours is not allowed (urn:weir:bad-parameter)",
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
  public Uni<ValidationBody.History> history(
      @Parameter(description = "How far back, 1 to 168 hours; 24 if left out") @QueryParam("hours")
          @Nullable String hours) {
    int back = Query.whole("hours", hours, 1, MOST_HOURS, DEFAULT_HOURS);
    var since = monitoring.verdict().at().minus(Duration.ofHours(back));
    return monitoring
        .validations(since, MOST_VALIDATIONS)
        .onFailure()
        .transform(failure -> storeUnavailable())
        .map(ValidationResource::history);
  }

  private static ValidationBody.History history(List<Validation> validations) {
    return new ValidationBody.History(validations.stream().map(ValidationBody::of).toList());
  }

  private static ProblemException storeUnavailable() {
    return Problem.of(
        503,
        "store-unavailable",
        "The store cannot be reached",
        "past validations are in the store, which does not answer now; try again later");
  }
}
