package dev.weir.api;

import dev.weir.flow.HopAccount;
import dev.weir.flow.HopView;
import dev.weir.monitor.Monitoring;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * What is lost, late or too many in a hop, by name. From memory, but not on the event loop: a page
 * of 10,000 ids takes a while, and probes would have to wait for it.
 */
@Path("/monitoring/hops/{from}/{to}/{what}")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "pipeline")
@APIResponse(
    responseCode = "500",
    description = "An error inside Weir",
    content =
        @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public class HopItemsResource {
  private static final int DEFAULT_ITEMS = 100;
  private static final int MOST_ITEMS = 10_000;

  private final Monitoring monitoring;

  HopItemsResource(Monitoring monitoring) {
    this.monitoring = monitoring;
  }

  /** Some of them. */
  @GET
  @Operation(
      operationId = "hopItems",
      summary = "What is lost, late or too many in a hop, by name, newest first",
      description =
          "Of the last 24 hours, and at most 10,000 of each kind. exact tells whether every one is named: where too many were lost at once, only their number is known.")
  @APIResponse(
      responseCode = "200",
      description = "The ids",
      content = @Content(schema = @Schema(implementation = HopItemsBody.class)))
  @APIResponse(
      responseCode = "400",
      description = "A parameter has a value that is not allowed (urn:weir:bad-parameter)",
      content =
          @Content(
              mediaType = Problem.MEDIA_TYPE,
              schema = @Schema(implementation = Problem.class)))
  @APIResponse(
      responseCode = "404",
      description =
          "There is no such hop (urn:weir:hop-unknown), or it is not accounted (urn:weir:hop-not-accounted)",
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
  public HopItemsBody items(
      @PathParam("from") String from,
      @PathParam("to") String to,
      @Parameter(description = "lost, late, duplicated, extra or unclassified") @PathParam("what")
          String what,
      @Parameter(description = "None older than this: an RFC 3339 time, or a duration back")
          @QueryParam("since")
          @Nullable String since,
      @Parameter(description = "Only older than this, to page on: an RFC 3339 time")
          @QueryParam("before")
          @Nullable String before,
      @Parameter(description = "How many at most, 1 to 10000; 100 if left out") @QueryParam("limit")
          @Nullable String limit) {
    var hop = Absent.checkHop(monitoring.pipeline(), from, to);
    var kind = Query.which("what", what, HopAccount.Kind.values());
    var now = monitoring.verdict().at();
    var first = Query.time("since", since, now);
    var last = Query.time("before", before, now);
    int most = Query.whole("limit", limit, 1, MOST_ITEMS, DEFAULT_ITEMS);
    var view = monitoring.view().orElseThrow(Absent::view);
    var account =
        view.hops().stream()
            .filter(seen -> seen.hop().equals(hop))
            .map(HopView::account)
            .flatMap(Stream::ofNullable)
            .findFirst()
            .orElseThrow(() -> Absent.account(hop));
    return HopItemsBody.of(monitoring.pipeline(), hop, account, kind, first, last, most);
  }
}
