package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IngestBenchTest {
  private static final Map<String, Double> HEADERS =
      Map.of(
          "bare", 1_000.0,
          "weir", 850.0,
          "clientHeaders", 600.0,
          "bareThreads", 1_900.0,
          "weirThreads", 1_445.0);
  private static final Map<String, Double> JSON = Map.of("bare", 900.0, "weir", 630.0);

  @Test
  void eachWayIsComparedWithPollingAloneAndTwoThreadsWithOne() {
    var rows = rows(Map.of("headers, JVM", List.of(HEADERS), "JSON, JVM", List.of(JSON)));
    assertRow(rows, "headers, JVM", 0.85, true);
    var more =
        rows(
            Map.of(
                "headers, JVM", List.of(HEADERS),
                "JSON, JVM", List.of(JSON),
                "headers, ledgers, JVM", List.of(JSON),
                "JSON, ledgers, JVM", List.of(JSON)));
    assertRow(more, "headers, two ledgers, JVM", 0.7, false);
    assertRow(more, "JSON, two ledgers, JVM", 0.7, true);
    assertRow(rows, "headers by the client's API, JVM", 0.6, false);
    assertRow(rows, "JSON, five pointers, JVM", 0.7, true);
    assertRow(rows, "headers, two threads, JVM", 1.7, true);
    assertRow(rows, "only polled, two threads, JVM", 1.9, null);
    assertThat(rows).contains(Row.missing("native", IngestBench.NO_BINARY)).hasSize(6);
  }

  @Test
  void theNativeExecutablesPollingIsComparedWithTheJvms() {
    var slow = Map.of("bare", 400.0, "weir", 350.0);
    var rows =
        rows(
            Map.of(
                "headers, JVM", List.of(HEADERS),
                "JSON, JVM", List.of(JSON),
                "headers, native", List.of(slow),
                "JSON, native", List.of(slow)));
    assertRow(rows, "headers, native", 0.875, false);
    assertRow(rows, "only polled, native", 0.4, false);
    assertThat(rows)
        .contains(
            Row.missing(
                "headers, two threads, native", "this executable's speed does not know --threads"));
  }

  private static List<Row> rows(Map<String, List<Map<String, Double>>> rates) {
    return IngestBench.rows(new Rounds<>(rates));
  }

  private static void assertRow(List<Row> rows, String name, double ratio, @Nullable Boolean met) {
    assertThat(rows)
        .filteredOn(row -> row.name().equals(name))
        .singleElement()
        .satisfies(
            row -> {
              var figure = (Row.Figure) row;
              assertThat(figure.ratio()).isEqualTo(ratio);
              assertThat(figure.met()).isEqualTo(met);
            });
  }
}
