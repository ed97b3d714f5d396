package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckTest {
  @TempDir private Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void aRightFileIsDescribed() throws IOException {
    var file =
        file(
            """
            weir:
              pipeline:
                stages:
                  feed: { topics: [ticks] }
                  orders: { topics: [orders], after: { feed: {} } }
            """);

    assertThat(check(file)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(file + ": ok (2 stages, 1 hop)" + System.lineSeparator());
    assertThat(err.size()).isZero();
  }

  @Test
  void aVariableThatIsNotSetIsNamed() throws IOException {
    var file =
        file(
            """
            kafka.sasl.jaas.config: user=${NO_SUCH_USER_OF_WEIR}
            weir:
              pipeline:
                stages:
                  feed: { topics: [ticks] }
            """);

    // The definition itself is right: its secrets need not be here to say so.
    assertThat(check(file)).isZero();
    assertThat(check(new CheckOptions(file, "127.0.0.1:9", true, 0))).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "kafka.sasl.jaas.config: refers to ${NO_SUCH_USER_OF_WEIR}, which is not set");
  }

  @Test
  void everyMistakeIsALine() throws IOException {
    var file =
        file(
            """
            weir:
              start: soon
              pipeline:
                stages:
                  feed: { topic: [ticks] }
            """);

    assertThat(check(file)).isEqualTo(1);
    assertThat(out.size()).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8).lines().toList())
        .hasSize(4)
        .anyMatch(line -> line.startsWith("weir.start: found 'soon'"))
        .anyMatch(line -> line.contains("feed.topic: ") && line.contains("did you mean topics?"))
        .anyMatch(line -> line.contains("feed.topics: found nothing"))
        .endsWith("3 errors in " + file);
  }

  @Test
  void aFileThatIsNotYamlIsNamedWithThePlace() throws IOException {
    var file = file("weir:\n  a: [\n b");

    assertThat(check(file)).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith(file + ": line 3, column 3: expected ',' or ']'");
  }

  @Test
  void aNameGivenTwiceIsAMistake() throws IOException {
    var file = file("weir:\n  namespace: a\n  namespace: b\n");

    assertThat(check(file)).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith(file + ": line 3, column 3: 'namespace' is there twice");
  }

  @Test
  void aMissingFileIsNamed() {
    var file = directory.resolve("none.yaml");

    assertThat(check(file)).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).startsWith(file + ": no such file");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("weir.yaml"), text);
  }

  @Test
  void brokersWhoseNameNobodyKnowsAreAMatterOfTheEnvironment() throws IOException {
    var file = file("weir: { pipeline: { stages: { feed: { topics: [ticks] } } } }");
    var options = new CheckOptions(file, "no-such-host.invalid:9092", true, 0);
    int code =
        Check.run(
            options,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    assertThat(code).isEqualTo(3);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("no-such-host.invalid:9092");
  }

  @Test
  void whatTheClientRefusesIsNamed() throws IOException {
    var file =
        file(
            """
            weir: { pipeline: { stages: { feed: { topics: [ticks] } } } }
            kafka: { security: { protocol: SSL }, ssl: { truststore: { location: /no/such.jks } } }
            """);
    var options = new CheckOptions(file, "localhost:1", true, 0);
    int code =
        Check.run(
            options,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    assertThat(code).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("/no/such.jks");
  }

  private int check(Path file) {
    return check(new CheckOptions(file, null, false, 0));
  }

  private int check(CheckOptions options) {
    return Check.run(
        options,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }
}
