package dev.weir.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Dockerfiles as texts; what they make is run by {@code ImageIT}. */
class DockerfileTest {

  @ParameterizedTest
  @ValueSource(strings = {"native", "native-micro", "jvm"})
  void everyImageIsOfAnExactVersion(String kind) throws IOException {
    var earlier = new ArrayList<>(List.of("scratch"));
    for (var stage : Dockerfile.read(kind).stages()) {
      assertThat(earlier.contains(stage.from()) || stage.from().matches("[^:]+:\\d+\\.\\d+\\.\\S+"))
          .as(stage.from())
          .isTrue();
      earlier.add(stage.name());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "native-micro", "jvm"})
  void imagesRunAsNobodyAndCheckThemselves(String kind) throws IOException {
    var image = Dockerfile.read(kind).image();
    assertThat(image.the("USER").rest()).isEqualTo("65532:65532");
    assertThat(image.the("EXPOSE").rest()).isEqualTo("8080 9000");
    assertThat(image.environment())
        .isEqualTo(Map.of("QUARKUS_HTTP_HOST", "0.0.0.0", "QUARKUS_MANAGEMENT_HOST", "0.0.0.0"));
    assertThat(image.entrypoint().getFirst()).isEqualTo(image.healthCheck().getFirst());
    assertThat(image.healthCheck()).endsWith("probe", "live");
    // The program itself, without a shell that would keep signals from it.
    assertThat(image.entrypoint()).doesNotContain("sh", "-c");
  }

  @Test
  void bothNativeImagesAreTheSame() throws IOException {
    var built = Dockerfile.read("native").image();
    var outside = Dockerfile.read("native-micro").image();
    for (var word : List.of("ENV", "EXPOSE", "USER", "HEALTHCHECK", "ENTRYPOINT", "LABEL")) {
      assertThat(built.all(word)).as(word).isEqualTo(outside.all(word));
    }
  }

  /** An archive is good for one JVM, one path and one collector. */
  @Test
  void theArchiveIsRecordedAsItIsUsed() throws IOException {
    var file = Dockerfile.read("jvm");
    var record =
        file.stages().stream()
            .filter(stage -> stage.name().equals("record"))
            .findFirst()
            .orElseThrow();
    var image = file.image();
    assertThat(record.from()).isEqualTo(image.from());
    assertThat(record.the("WORKDIR")).isEqualTo(image.the("WORKDIR"));
    assertThat(record.the("RUN").rest())
        .contains("dev.weir.stack.Training target/weir.aot -XX:+UseParallelGC");
    var folder = image.the("WORKDIR").rest();
    assertThat(image.entrypoint())
        .contains("-XX:AOTCache=" + folder + "/target/weir.aot", "-XX:+UseParallelGC")
        .endsWith("-jar", folder + "/" + dev.weir.stack.WeirProcess.JAR);
    assertThat(image.all("COPY"))
        .allSatisfy(
            copy -> {
              assertThat(copy.options()).containsEntry("from", "record");
              var paths = copy.rest().split(" ", -1);
              assertThat(paths[0]).as("stays where it was").isEqualTo(paths[1]);
            });
    // As ./weir records and uses it on a machine.
    var script = Files.readString(Path.of("weir")) + Files.readString(Path.of("src/sh/aot.sh"));
    assertThat(script).contains("collector=-XX:+UseParallelGC", "dev.weir.stack.Training");
  }

  /**
   * What is built here stays out of builds from the sources, but for what the native image is of.
   */
  @Test
  void whatWasBuiltHereIsNotSentAlong() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of(".dockerignore"))) {
      assertThat(lines.filter(line -> !line.startsWith("#")))
          .containsSubsequence("target/*", "!target/image")
          .contains(".git");
    }
  }
}
