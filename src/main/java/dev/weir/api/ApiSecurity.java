package dev.weir.api;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/**
 * Says of each operation in the API's description which role it needs, how one shows that one has
 * it, and how it is refused. At build time, so that no operation can be forgotten and nothing of
 * this runs later.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class ApiSecurity implements OASFilter {
  private static final String BEARER = "bearer";
  private static final String BASIC = "basic";

  /** Called by Quarkus. */
  public ApiSecurity() {}

  @Override
  public void filterOpenAPI(OpenAPI api) {
    var components = api.getComponents();
    if (components == null) {
      components = OASFactory.createComponents();
      api.setComponents(components);
    }
    components.addSecurityScheme(
        BEARER,
        scheme(
            "bearer",
            "A token of weir.tokens, where weir.auth is token; one of the provider of quarkus.oidc, where it is oidc"));
    components.addSecurityScheme(
        BASIC,
        scheme(
            "basic",
            "A user of weir.users with their password, where weir.auth is basic; or a token as the password of any name, where it is token"));
    var paths = api.getPaths();
    if (paths != null && paths.getPathItems() != null) {
      paths.getPathItems().forEach(ApiSecurity::describe);
    }
  }

  private static SecurityScheme scheme(String name, String description) {
    return OASFactory.createSecurityScheme()
        .type(SecurityScheme.Type.HTTP)
        .scheme(name)
        .description(description);
  }

  private static void describe(String path, PathItem item) {
    item.getOperations().forEach((method, operation) -> describe(path, method, operation));
  }

  private static void describe(String path, PathItem.HttpMethod method, Operation operation) {
    boolean looks = method == PathItem.HttpMethod.GET || method == PathItem.HttpMethod.HEAD;
    var role = List.of(looks ? "viewer" : "operator");
    operation
        .addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme(BEARER, role))
        .addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme(BASIC, role));
    var responses = operation.getResponses();
    if (responses == null) {
      responses = OASFactory.createAPIResponses();
      operation.setResponses(responses);
    }
    responses
        .addAPIResponse("401", problem("weir.auth asks for credentials, and these are not known"))
        .addAPIResponse(
            "403",
            problem(
                "The role does not allow it (urn:weir:role-missing), another site's page has sent it (urn:weir:cross-site), or without weir.auth it came by another name than localhost (urn:weir:host-unknown)"));
    if (!looks || path.startsWith("/monitoring/traces") || path.startsWith("/monitoring/hops")) {
      responses.addAPIResponse(
          "429",
          problem(
              "This address asks too often; Retry-After says when to ask again (urn:weir:too-many-requests)"));
    }
  }

  private static APIResponse problem(String description) {
    Schema problem = OASFactory.createSchema().ref("#/components/schemas/Problem");
    return OASFactory.createAPIResponse()
        .description(description)
        .content(
            OASFactory.createContent()
                .addMediaType(Problem.MEDIA_TYPE, OASFactory.createMediaType().schema(problem)));
  }
}
