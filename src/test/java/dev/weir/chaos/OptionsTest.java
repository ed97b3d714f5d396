package dev.weir.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionsTest {
  @TempDir Path target;

  @Test
  void takesBothFormsOfAnOption() throws Exception {
    assertThat(parse("--rounds", "200", "--seed=42", "--json", "out.json"))
        .isEqualTo(new Options(200, 42, 300, null, Path.of("out.json"), false));
  }

  @Test
  void withoutASeedTheOneGivenCounts() throws Exception {
    assertThat(parse().seed()).isEqualTo(5);
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> parse("--round", "3"))
        .isInstanceOf(Options.UsageException.class)
        .hasMessageContaining("unknown option --round");
    assertThatThrownBy(() -> parse("--rounds"))
        .isInstanceOf(Options.UsageException.class)
        .hasMessage("--rounds needs a value");
    assertThatThrownBy(() -> parse("--seed", "x"))
        .isInstanceOf(Options.UsageException.class)
        .hasMessageContaining("--seed needs a number");
  }

  @Test
  void findsTheNativeExecutableOrSaysThatThereIsNone() throws Exception {
    assertThatThrownBy(() -> parse("--native"))
        .isInstanceOf(Options.EnvironmentException.class)
        .hasMessageContaining("./weir build --native");
    var built = Files.createFile(target.resolve("weir-1-runner"));
    assertThat(built.toFile().setExecutable(true)).isTrue();
    assertThat(parse("--native").executable()).isEqualTo(built);
    assertThatThrownBy(() -> parse("--executable", target.resolve("none").toString()))
        .isInstanceOf(Options.EnvironmentException.class);
  }

  private Options parse(String... arguments) throws Exception {
    return Options.parse(List.of(arguments), 5, target);
  }
}
