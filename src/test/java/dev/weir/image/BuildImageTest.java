package dev.weir.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./weir build --image} with engines that only note what they are asked for. */
class BuildImageTest {
  private static final String WORKS = "exit 0";
  private static final String BROKEN = "exit 1";

  @TempDir Path folder;

  private record Outcome(int code, String output, String errors) {}

  /** Puts a program on the path, before the machine's own. */
  private void program(String name, String what) throws IOException {
    var script = "#!/bin/sh\necho \"" + name + " $*\" >>\"$ASKED\"\n" + what + "\n";
    var file = Files.writeString(folder.resolve(name), script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Outcome weir(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("sh", "./weir"));
    command.addAll(List.of(arguments));
    var output = folder.resolve("output.txt");
    var errors = folder.resolve("errors.txt");
    var builder =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .redirectInput(new java.io.File("/dev/null"));
    builder.environment().put("PATH", folder + ":" + System.getenv("PATH"));
    builder.environment().put("ASKED", folder.resolve("asked.txt").toString());
    builder.environment().remove("GRAALVM_HOME");
    var process = builder.start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends by itself").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Outcome(process.exitValue(), Files.readString(output), Files.readString(errors));
  }

  private List<String> builds() throws IOException {
    try (var lines = Files.lines(folder.resolve("asked.txt"), UTF_8)) {
      return lines.filter(line -> line.matches("\\w+ build .*")).toList();
    }
  }

  @Test
  void takesDockerWhereItWorks() throws Exception {
    program("docker", WORKS);
    program("podman", WORKS);
    program("buildah", WORKS);
    var outcome = weir("build", "--image");
    assertThat(outcome.code()).as(outcome.errors()).isZero();
    assertThat(builds())
        .singleElement()
        .asString()
        .matches(
            "docker build -f src/main/docker/Dockerfile\\.jvm -t weir:\\d\\S+ -t weir:latest \\.");
    assertThat(outcome.output()).contains("built the image weir:");
  }

  /** In a format that has health checks, which is not that of these two by default. */
  @Test
  void takesPodmanAndThenBuildah() throws Exception {
    program("docker", BROKEN);
    program("podman", WORKS);
    program("buildah", WORKS);
    assertThat(weir("build", "--image").code()).isZero();
    program("podman", BROKEN);
    assertThat(weir("build", "--image").code()).isZero();
    assertThat(builds()).hasSize(2);
    assertThat(builds().getFirst()).startsWith("podman build --format docker -f ");
    assertThat(builds().getLast()).startsWith("buildah build --format docker -f ");
  }

  @Test
  void saysInOneLineThatThereIsNoEngine() throws Exception {
    for (var engine : List.of("docker", "podman", "buildah")) {
      program(engine, BROKEN);
    }
    var outcome = weir("build", "--image");
    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.errors().lines())
        .singleElement()
        .asString()
        .contains("docker", "podman", "buildah");
    assertThat(builds()).isEmpty();
    var nativeOutcome = weir("build", "--native", "--image");
    assertThat(nativeOutcome.code()).isEqualTo(3);
    assertThat(nativeOutcome.errors().lines()).hasSize(1);
  }

  @Test
  void aBuildThatFailsIsAFailure() throws Exception {
    program("docker", "[ \"$1\" = info ]");
    var outcome = weir("build", "--image");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.errors().lines()).containsExactly("weir: the image could not be built");
  }
}
