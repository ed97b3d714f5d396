package dev.weir.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.monitor.SurfacesProfile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(SurfacesProfile.class)
@NullMarked
class OpenApiTest {
  @Test
  void everyOperationIsDescribedWithItsProblems() {
    var api = given().accept("application/json").get("/openapi").jsonPath();
    Map<String, Map<String, Map<String, Object>>> paths = api.getMap("paths");
    assertThat(paths.keySet())
        .containsExactlyInAnyOrder(
            "/monitoring/health",
            "/monitoring/pipeline",
            "/monitoring/stages/{stage}/keys",
            "/monitoring/stages/{stage}/rejected",
            "/monitoring/traces/{id}",
            "/monitoring/hops/{from}/{to}/{what}",
            "/monitoring/validation",
            "/monitoring/validation/history");
    paths.forEach(
        (path, operations) ->
            operations.forEach(
                (method, operation) -> {
                  assertThat(operation.get("summary")).as(method + " " + path).isNotNull();
                  assertThat(operation.get("operationId")).isNotNull();
                  assertThat(String.valueOf(operation.get("responses")))
                      .as(method + " " + path)
                      .contains("500=", "application/problem+json", "description=");
                }));
  }

  @Test
  void everyOperationSaysWhatItNeeds() {
    var api = given().accept("application/json").get("/openapi").jsonPath();
    assertThat(api.getMap("components.securitySchemes")).containsOnlyKeys("bearer", "basic");
    Map<String, Map<String, Map<String, Object>>> paths = api.getMap("paths");
    paths.forEach(
        (path, operations) ->
            operations.forEach(
                (method, operation) -> {
                  var role = List.of(method.equals("get") ? "viewer" : "operator");
                  assertThat(operation.get("security"))
                      .as(method + " " + path)
                      .isEqualTo(List.of(Map.of("bearer", role), Map.of("basic", role)));
                  assertThat(String.valueOf(operation.get("responses"))).contains("401=", "403=");
                }));
    assertThat(api.getMap("paths.'/monitoring/traces/{id}'.get.responses")).containsKey("429");
  }

  @Test
  void isYamlUnlessJsonIsAskedFor() {
    assertThat(given().get("/openapi").asString()).startsWith("---").contains("title: Weir");
    assertThat(given().get("/openapi?format=json").asString()).startsWith("{");
  }
}
