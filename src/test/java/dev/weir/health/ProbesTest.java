package dev.weir.health;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.monitor.FakeMonitoring;
import dev.weir.monitor.SurfacesProfile;
import dev.weir.monitor.Vitals;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(SurfacesProfile.class)
@NullMarked
class ProbesTest {
  @Inject FakeMonitoring monitoring;

  @TestHTTPResource(value = "/health", management = true)
  URI health = URI.create("http://localhost/");

  @BeforeEach
  void reset() {
    monitoring.reset();
  }

  private int status(String probe) {
    return given().get(health + probe).statusCode();
  }

  @Test
  void allAreUpWhenAllIsWell() {
    assertThat(status("/live")).isEqualTo(200);
    assertThat(status("/ready")).isEqualTo(200);
    assertThat(status("/started")).isEqualTo(200);
    assertThat(status("")).isEqualTo(200);
  }

  @Test
  void eachProbeSaysItsOwn() {
    monitoring.vitals = new Vitals(true, "", false, "no view yet", false, "no partitions yet");
    assertThat(status("/live")).isEqualTo(200);
    assertThat(status("/ready")).isEqualTo(503);
    assertThat(status("/started")).isEqualTo(503);
    assertThat(status("")).isEqualTo(503);
    var checks = given().get(health + "/ready").jsonPath();
    assertThat(checks.getList("checks.name", String.class))
        .containsExactly("a recent view can be served");
    assertThat(checks.getList("checks.data.detail", String.class)).containsExactly("no view yet");
  }

  @Test
  void aLoopThatHangsIsNotLive() {
    monitoring.vitals = new Vitals(false, "poll loop 0", true, "", true, "");
    assertThat(status("/live")).isEqualTo(503);
    assertThat(status("/ready")).isEqualTo(200);
    assertThat(given().get(health + "/live").jsonPath().getString("checks[0].data.detail"))
        .isEqualTo("poll loop 0");
  }
}
