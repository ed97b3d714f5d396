package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PeersBenchTest {
  private static final String JAVA = "collector in Java, one-by-one";

  @Test
  void weirIsComparedWithEachPeerInTheSameRound() {
    var rounds = new Rounds<>(Map.of("Weir, JVM", List.of(900.0, 600.0), JAVA, List.of(10.0, 6.0)));
    var rows = PeersBench.rows(rounds, true);
    assertThat(rows.getFirst())
        .isEqualTo(
            Row.of("Weir, JVM", "records/s", List.of(900.0, 600.0))
                .pairedWith(JAVA, List.of(10.0, 6.0))
                .ratioAtLeast(90));
    assertThat(rows).contains(Row.of(JAVA, "records/s", List.of(10.0, 6.0)));
  }

  @Test
  void whatIsMissingIsSaid() {
    var rows = PeersBench.rows(new Rounds<>(Map.of("Weir, JVM", List.of(900.0))), false);
    assertThat(rows)
        .contains(Row.missing("Weir, native", IngestBench.NO_BINARY))
        .filteredOn(row -> row.name().contains("Python"))
        .hasSize(2)
        .allSatisfy(row -> assertThat(row).isInstanceOf(Row.Missing.class));
  }

  @Test
  void eventsAreSummedOverTopics() {
    assertThat(
            CatchUp.events(
                """
                # TYPE weir_stage_events_total counter
                weir_stage_events_total{stage="only",topic="a"} 1500000.0
                weir_stage_events_total{stage="only",topic="b"} 2.5E6
                weir_stage_bytes_total{stage="only",topic="a"} 7.0
                """))
        .isEqualTo(4_000_000);
  }
}
