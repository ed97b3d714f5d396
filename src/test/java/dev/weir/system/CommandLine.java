package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stack.WeirProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the program with arguments and waits until it ends by itself. */
final class CommandLine {
  private CommandLine() {}

  /** What a command did. */
  record Outcome(int code, String output, String errors) {}

  /**
   * Runs it.
   *
   * @param folder its working directory, where what it prints is kept too
   */
  static Outcome weir(Path folder, List<String> arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(WeirProcess.program(List.of("-Dquarkus.http.port=0")));
    command.addAll(arguments);
    var output = folder.resolve("output");
    var errors = folder.resolve("errors");
    var process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends by itself").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Outcome(process.exitValue(), Files.readString(output), Files.readString(errors));
  }
}
