package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpeedTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--kafka k:1           | speed needs one FILE",
        "a.yaml --records 0    | --records needs a number of records from 1 to 100000000",
        "a.yaml --rounds x     | --rounds needs a number of rounds from 1 to 100",
        "a.yaml --bare         | speed has no option '--bare', try --help",
      })
  void mistakesAreNamed(String line, String message) {
    var err = new ByteArrayOutputStream();
    var nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    int code =
        Speed.run(
            List.of(line.split(" ", -1)),
            nowhere,
            new PrintStream(err, true, StandardCharsets.UTF_8));

    assertThat(code).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8).strip()).isEqualTo("weir: " + message);
  }
}
