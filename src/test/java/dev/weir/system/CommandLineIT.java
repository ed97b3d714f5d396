package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the program prints and exits with when it does not get as far as watching a pipeline. */
class CommandLineIT {
  @TempDir Path folder;

  @Test
  void theVersionIsKnown() throws Exception {
    var version = weir("--version");
    assertThat(version.code()).isZero();
    assertThat(version.output()).matches("weir [0-9]+\\.[0-9]+\\.[0-9]+\\S*\\R");
  }

  @Test
  void aRightDefinitionPassesTheCheck() throws Exception {
    var file = Files.writeString(folder.resolve("right.yaml"), Workload.DEFINITION);
    var check = weir("check", file.toString());
    assertThat(check.errors()).isEmpty();
    assertThat(check.output()).contains("ok (5 stages, 4 hops)");
    assertThat(check.code()).isZero();
  }

  @Test
  void everyMistakeOfADefinitionIsNamed() throws Exception {
    var text =
        Workload.DEFINITION
            .replace("degraded: 2s", "degraded: -2s")
            .replace("{ execution: { expect: some } }", "{ exekution: { expect: some } }");
    var file = Files.writeString(folder.resolve("wrong.yaml"), text);
    var check = weir("check", file.toString());
    assertThat(check.code()).isEqualTo(1);
    assertThat(check.errors())
        .contains("weir.pipeline.stages.market-data.freshness.degraded", "exekution", "2 errors");
  }

  @Test
  void withoutADefinitionItDoesNotStart() throws Exception {
    var start = weir();
    assertThat(start.code()).isEqualTo(2);
    assertThat(start.errors()).contains("weir.pipeline");
  }

  private CommandLine.Outcome weir(String... arguments) throws IOException, InterruptedException {
    return CommandLine.weir(folder, List.of(arguments));
  }
}
