package dev.weir.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReaperTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @Test
  void killedJvmLeavesNeitherChildrenNorFolders() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(ChildProcess.java(), "-Xmx32m", ReaperVictim.class.getName());
    builder.environment().put("CLASSPATH", Classpath.ofChildren());
    Process jvm = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (BufferedReader output = jvm.inputReader()) {
      long child = Long.parseLong(output.readLine());
      long shell = Long.parseLong(output.readLine());
      Path folder = Path.of(output.readLine());
      assertThat(runs(child)).isTrue();
      assertThat(folder).isDirectory();

      jvm.destroyForcibly();

      await().atMost(LIMIT).until(() -> !runs(child) && !runs(shell) && !Files.exists(folder));
    } finally {
      jvm.destroyForcibly();
    }
  }

  @Test
  void closingKillsEvenPausedChildren() throws IOException {
    Reaper reaper = new Reaper();
    Path folder = reaper.directory("weir-reaper-");
    ChildProcess child =
        ChildProcess.start(
            reaper, "sleeper", List.of("sleep", "600"), Map.of(), folder.resolve("log"));
    child.pause();

    reaper.close();

    assertThat(child.awaitExit(LIMIT)).isTrue();
    assertThat(folder).doesNotExist();
  }

  @Test
  void closedReaperStartsNothingAnyMore() throws IOException {
    Reaper reaper = new Reaper();
    reaper.close();

    assertThatThrownBy(() -> reaper.start(new ProcessBuilder("sleep", "600")))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> reaper.directory("weir-")).isInstanceOf(IOException.class);
  }

  /** Whether the process runs; one that only waits to be collected by its parent does not. */
  private static boolean runs(long pid) {
    if (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty()) {
      return false;
    }
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException e) {
      return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }
  }
}
