package dev.weir.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class PollPriorityTest {
  /** The nice value of the calling thread. */
  private static int nice() throws IOException {
    var stat = Files.readString(Path.of("/proc/thread-self/stat"));
    // Fields are counted from behind the name, which may have anything in it.
    return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[16]);
  }

  private static int onItsOwn(Callable<Integer> task) throws Exception {
    var result = new FutureTask<>(task);
    Thread.ofPlatform().start(result);
    return result.get();
  }

  @Test
  void onlyTheThreadItselfGivesWay() throws Exception {
    int before = nice();
    int lowered =
        onItsOwn(
            () -> {
              PollPriority.lower();
              return nice();
            });

    assertThat(lowered).isGreaterThan(before);
    assertThat(nice()).isEqualTo(before);
    assertThat(onItsOwn(PollPriorityTest::nice)).isEqualTo(before);
  }
}
