package dev.weir.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.ClockView;
import dev.weir.monitor.FakeMonitoring;
import dev.weir.monitor.Samples;
import dev.weir.monitor.SurfacesProfile;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(SurfacesProfile.class)
@NullMarked
class PageTest {
  @Inject FakeMonitoring monitoring;

  @TestHTTPResource("/")
  URI page = URI.create("http://localhost/");

  @BeforeEach
  void reset() {
    monitoring.reset();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/index.html", "/weir.css", "/weir.js", "/weir.svg"})
  void isServedWithNothingInlineAndNothingFromElsewhere(String path) {
    var answer = given().get(path);
    assertThat(answer.statusCode()).isEqualTo(200);
    // Asked for again each time, so that an upgrade shows at once.
    assertThat(answer.headers().getValues("Cache-Control")).containsExactly("no-cache");
    var text = answer.asString().replace("http://www.w3.org/2000/svg", "");
    assertThat(text).doesNotContain("http://", "https://", "style=\"", "onclick=", "innerHTML");
    assertThat(text).doesNotContainPattern("<script(?![^>]* src=)|<style");
  }

  @Test
  void showsStagesStatusReasonsAndHops() throws IOException, InterruptedException {
    var chromium = chromium();
    if (chromium == null) {
      System.out.println("chromium is not on the PATH; the page was not looked at");
      return;
    }
    var view = Samples.view(monitoring.pipeline, 75.5, 75.5, 0.25);
    var stages = new ArrayList<>(view.stages());
    var skewed =
        new ClockView(Duration.ofHours(3), Duration.ofMillis(1500), null, 0, 0, 0, 0, null);
    stages.set(1, Samples.clocked(stages.get(1), skewed));
    monitoring.view = Samples.view(monitoring.pipeline, stages);
    var shown = browse(chromium, "--dump-dom");
    assertThat(shown)
        .contains(
            "DOWN",
            "starved: market-data has been silent for 75 s",
            "newest event 0.2 s old, 120.0/s",
            "p99 20.0 ms",
            "trading in paper",
            "12 records unread",
            "3 h ahead, 1.5 s behind",
            "w3c, b3-single");
    assertThat(shown).doesNotContain("undefined", "NaN", "[object");
    browse(chromium, "--screenshot=target/page.png");
    assertThat(Path.of("target/page.png")).isNotEmptyFile();
  }

  @Test
  void showsTheKeysAndTheRejectedRecordsOfTheStageInTheAddress()
      throws IOException, InterruptedException {
    var chromium = chromium();
    if (chromium == null) {
      System.out.println("chromium is not on the PATH; the page was not looked at");
      return;
    }
    var stage = monitoring.pipeline.stages().get(1).name();
    var shown = browse(chromium, "--dump-dom", "#" + stage);
    assertThat(shown)
        .contains(
            "Keys of " + stage,
            "all others",
            "Rejected records of " + stage,
            "ticks-3 @ 4711",
            "trace: header traceparent is not of its form",
            "traceparent, ce_id");
    assertThat(shown).doesNotContain("undefined", "NaN", "[object");
  }

  private String browse(Path chromium, String what) throws IOException, InterruptedException {
    return browse(chromium, what, "");
  }

  private String browse(Path chromium, String what, String fragment)
      throws IOException, InterruptedException {
    var profile = Files.createTempDirectory("weir-page");
    var out = Files.createTempFile("weir-page", ".html");
    var process =
        new ProcessBuilder(
                chromium.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--window-size=1280,700",
                "--virtual-time-budget=2500",
                "--user-data-dir=" + profile,
                what,
                page + fragment)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return Files.readString(out, StandardCharsets.UTF_8);
    } finally {
      process.destroyForcibly();
      Files.delete(out);
      delete(profile);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  private static @Nullable Path chromium() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .map(folder -> Path.of(folder, "chromium"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }
}
