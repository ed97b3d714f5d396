package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.bench.SpeedCommand.Rates;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IngestBenchTest {
  @Test
  void withoutANativeExecutableItsRowsSaySo() {
    var rows =
        IngestBench.rows(
            new Rounds<>(Map.of("headers, JVM", List.of(new Rates(1_000, 850)))), false);
    var first = (Row.Figure) rows.getFirst();
    assertThat(first.ratio()).isEqualTo(0.85);
    assertThat(first.met()).isTrue();
    assertThat(rows)
        .contains(
            Row.missing(
                "JSON, five pointers, native", "no native executable here: ./weir build --native"),
            Row.missing("only polled, native", "no native executable here: ./weir build --native"),
            Row.missing("headers, two threads, JVM", "weir speed does not know --threads 2"));
  }

  @Test
  void theNativeExecutablesPollingIsComparedWithTheJvms() {
    var rows =
        IngestBench.rows(
            new Rounds<>(
                Map.of(
                    "headers, JVM", List.of(new Rates(1_000, 850)),
                    "headers, native", List.of(new Rates(400, 350)))),
            true);
    var polling = (Row.Figure) rows.getLast();
    assertThat(polling.name()).isEqualTo("only polled, native");
    assertThat(polling.ratio()).isEqualTo(0.4);
    assertThat(polling.met()).isFalse();
  }

  @Test
  void twoThreadsAreComparedWithOne() {
    var rows =
        IngestBench.rows(
            new Rounds<>(
                Map.of(
                    "headers, JVM", List.of(new Rates(1_000, 800)),
                    "headers, two threads, JVM", List.of(new Rates(1_900, 1_400)))),
            true);
    var two = (Row.Figure) rows.get(3);
    assertThat(two.name()).isEqualTo("headers, two threads, JVM");
    assertThat(two.ratio()).isEqualTo(1.75);
    assertThat(two.met()).isTrue();
    var polling = (Row.Figure) rows.get(4);
    assertThat(polling.name()).isEqualTo("only polled, two threads, JVM");
    assertThat(polling.ratio()).isEqualTo(1.9);
    assertThat(polling.met()).isNull();
  }
}
