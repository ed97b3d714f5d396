package dev.weir.monitor;

import static dev.weir.monitor.SightingSamples.hash;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SoughtIdTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "as it is         | 4bf92f3577b34da6a3ce929d0e0e4736     | 4bf92f3577b34da6a3ce929d0e0e4736",
        "capitals         | 4BF92F3577B34DA6A3CE929D0E0E4736     | 4bf92f3577b34da6a3ce929d0e0e4736",
        "UUID             | 4bf92f35-77b3-4da6-a3ce-929d0e0e4736 | 4bf92f3577b34da6a3ce929d0e0e4736",
        "UUID's own form  | 019353a1-0000-7000-8000-0000000000ff | 019353A1-0000-7000-8000-0000000000FF",
        "braces           | {019353a1-0000-7000-8000-0000000000ff} | 019353a1-0000-7000-8000-0000000000ff",
        "URN              | urn:uuid:019353a1-0000-7000-8000-0000000000ff | 019353a1-0000-7000-8000-0000000000ff",
        "low half         | a3ce929d0e0e4736                     | 4bf92f3577b34da6a3ce929d0e0e4736",
        "traceparent      | 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 | 4bf92f3577b34da6a3ce929d0e0e4736",
        "X-Ray            | 1-5759e988-bd862e3fe1be46a994272793  | 5759e988bd862e3fe1be46a994272793",
        "X-Ray's header   | Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1 | 5759e988bd862e3fe1be46a994272793",
        "B3               | 4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1 | 4bf92f3577b34da6a3ce929d0e0e4736",
        "Jaeger, no zeros | 3ce929d0e0e4736:f067aa0ba902b7:0:1   | 000000000000000003ce929d0e0e4736",
        "no leading zeros | 3ce929d0e0e4736                      | 000000000000000003ce929d0e0e4736",
        "Datadog          | 11803532876627986230                 | 0000000000000000a3ce929d0e0e4736",
        "number as text   | 42                                   | 42",
        "ULID in small    | 01aryz6s41tsv4rrffq69g5fav           | 01ARYZ6S41TSV4RRFFQ69G5FAV",
        "ULID written so  | 01ARYZ6S41TSV4RRFFQ69G5FAV           | 01aryz6s41tsv4rrffq69g5fav",
        "KSUID            | 0ujtsYcgvSTl8PAuAdqWYSMnLOv          | 0ujtsYcgvSTl8PAuAdqWYSMnLOv",
        "text             | order-1/ä                            | order-1/ä",
        "blanks around it | ' order-1 '                          | order-1",
      })
  void findsWhatIsKeptUnder(String what, String sought, String kept) {
    assertThat(SoughtId.of(sought).hashes()).as(what).contains(hash(kept));
  }

  @Test
  void otherIdsAreNotFound() {
    assertThat(SoughtId.of("order-1").hashes()).containsExactly(hash("order-1"));
    assertThat(SoughtId.of("ORDER-1").hashes()).doesNotContain(hash("order-1"));
    assertThat(SoughtId.of("99999999999999999999").hashes()).isNotEmpty();
  }

  @Test
  void noTextMeansManyThingsOrThrows() {
    long seed = 12;
    var random = new Random(seed);
    var letters = "0123456789abcdefABCDEF-:{}=;RZzü\uD83D";
    for (int round = 0; round < 100_000; round++) {
      var text = new StringBuilder();
      for (int at = random.nextInt(60); at >= 0; at--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      assertThat(SoughtId.of(text.toString()).hashes()).as(text.toString()).hasSizeBetween(1, 6);
    }
  }

  @Test
  void aTraceWithTheSameHalfIsNotWantedWhereAllOfItIsKnown() {
    var right = SightingSamples.sighting("4bf92f3577b34da6a3ce929d0e0e4736", "e-1", 1);
    var wrong = SightingSamples.sighting("11112f3577b34da6a3ce929d0e0e4736", "e-2", 2);
    var half = SightingSamples.sighting("0000000000000000a3ce929d0e0e4736", "e-3", 3);
    var none = SightingSamples.sighting(null, "e-4", 4);
    var byTrace = SoughtId.of("4BF92F35-77B3-4DA6-A3CE-929D0E0E4736");
    assertThat(List.of(right, half, none)).allMatch(byTrace::wants);
    assertThat(byTrace.wants(wrong)).isFalse();
    assertThat(List.of(right, wrong, half)).allMatch(SoughtId.of("a3ce929d0e0e4736")::wants);
    assertThat(List.of(right, wrong)).as("by an event").allMatch(SoughtId.of("e-1")::wants);
  }
}
