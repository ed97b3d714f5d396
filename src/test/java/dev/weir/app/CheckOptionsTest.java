package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckOptionsTest {
  private static final Path FILE = Path.of("weir.yaml");

  private static CheckOptions.Parsed parse(String line) {
    return CheckOptions.parse(line.isEmpty() ? List.of() : List.of(line.split(" ", -1)));
  }

  @Test
  void optionsMayStandAnywhereAndHaveTheirValueEitherWay() {
    var asked = new CheckOptions(FILE, "k:9092", true, 200);
    for (var line :
        List.of(
            "weir.yaml --kafka k:9092 --sample 200",
            "--sample=200 weir.yaml --kafka=k:9092",
            "--kafka k:9092 --sample 200 weir.yaml")) {
      assertThat(parse(line)).as(line).isEqualTo(new CheckOptions.Parsed.Right(asked));
    }
    assertThat(parse("weir.yaml"))
        .isEqualTo(new CheckOptions.Parsed.Right(new CheckOptions(FILE, null, false, 0)));
    assertThat(parse("weir.yaml --sample 1"))
        .isEqualTo(new CheckOptions.Parsed.Right(new CheckOptions(FILE, null, true, 1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                        | check needs one FILE",
        "a.yaml b.yaml             | check needs one FILE",
        "--kafka k:1               | check needs one FILE",
        "a.yaml --kafka            | --kafka needs HOST:PORT",
        "a.yaml --kafka=           | --kafka needs HOST:PORT",
        "a.yaml --sample           | --sample needs a number of records from 1 to 10000",
        "a.yaml --sample 0         | --sample needs a number of records from 1 to 10000, found '0'",
        "a.yaml --sample 10001     | --sample needs a number of records from 1 to 10000, found '10001'",
        "a.yaml --sample=ten       | --sample needs a number of records from 1 to 10000, found 'ten'",
        "a.yaml --samples 3        | check has no option '--samples', try --help",
      })
  void mistakesAreNamed(String line, String message) {
    assertThat(parse(line)).isEqualTo(new CheckOptions.Parsed.Wrong(message));
  }
}
