package dev.weir.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stack.ChildProcess;
import dev.weir.stack.FreePorts;
import dev.weir.stack.Reaper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as {@code ./weir demo} runs it. */
class DemoIT {
  @Test
  void itShowsAHealthyPipelineAndLeavesNothingBehind(@TempDir Path temporary) throws IOException {
    var log = temporary.resolve("demo.log");
    var folders = Files.createDirectory(temporary.resolve("tmp"));
    int page = FreePorts.next();
    int management = FreePorts.next();
    var command =
        List.of(
            ChildProcess.java(),
            "-Djava.io.tmpdir=" + folders,
            Demo.class.getName(),
            "--for",
            "20s",
            "--port",
            Integer.toString(page),
            "--management-port",
            Integer.toString(management));
    var classpath =
        Map.of(
            "CLASSPATH",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    try (var demo = ChildProcess.start(Reaper.shared(), "demo", command, classpath, log)) {
      assertThat(demo.awaitExit(Duration.ofMinutes(2))).as(demo.tail()).isTrue();
      assertThat(demo.exitValue()).as(demo.tail()).isZero();
    }
    assertThat(Files.readString(log)).contains("HEALTHY");
    assertThat(processesWith(folders.toString())).isEmpty();
    assertThat(processesWith("port=" + page)).isEmpty();
    assertThat(FreePorts.isFree(page)).isTrue();
    assertThat(FreePorts.isFree(management)).isTrue();
    try (var left = Files.list(folders)) {
      assertThat(left).isEmpty();
    }
  }

  /** The servers have their folders on their command lines, Weir has its port. */
  private static List<String> processesWith(String text) {
    return ProcessHandle.allProcesses()
        .flatMap(process -> process.info().commandLine().stream())
        .filter(line -> line.contains(text))
        .toList();
  }
}
