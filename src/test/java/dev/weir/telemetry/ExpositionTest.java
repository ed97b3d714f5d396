package dev.weir.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which format is chosen for which {@code Accept} header. */
class ExpositionTest {
  private static final String PROTOBUF =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OPEN_METRICS | ''",
        "OPEN_METRICS | */*",
        "OPEN_METRICS | image/png",
        "TEXT         | text/plain",
        "TEXT         | text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
        "TEXT         | text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "OPEN_METRICS | application/openmetrics-text; version=1.0.0; charset=utf-8",
        // Of two that are liked alike the one named first.
        "TEXT         | text/plain, application/openmetrics-text",
        "OPEN_METRICS | application/openmetrics-text, text/plain",
        // Refused, or not a number.
        "OPEN_METRICS | text/plain;q=0",
        "OPEN_METRICS | text/plain;q=x",
        // Prometheus 3 without native histograms.
        "OPEN_METRICS | application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
            + "application/openmetrics-text;version=0.0.1;q=0.5,"
            + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,"
            + "*/*;q=0.2",
        // Prometheus 2.42 with them, and 3.
        "PROTOBUF     | "
            + PROTOBUF
            + ",application/openmetrics-text;version=1.0.0;q=0.8,*/*;q=0.1",
        "PROTOBUF     | " + PROTOBUF + ";q=0.6,application/openmetrics-text;q=0.5,text/plain;q=0.3",
        "OPEN_METRICS | " + PROTOBUF + ";q=0.4,application/openmetrics-text;q=0.5",
        "PROTOBUF     | application/vnd.google.protobuf; proto=\"io.prometheus.client.MetricFamily\""
            + " ; Encoding = Delimited",
        // Encodings that we do not have.
        "TEXT         | application/vnd.google.protobuf;encoding=text,text/plain;q=0.1",
        "OPEN_METRICS | application/vnd.google.protobuf;proto=x.Y;encoding=delimited",
      })
  void theBestLikedIsChosen(Exposition expected, String accept) {
    assertThat(Exposition.accepted(accept)).isEqualTo(expected);
  }

  @Test
  void withoutAHeaderItIsOpenMetrics() {
    assertThat(Exposition.accepted(null)).isEqualTo(Exposition.OPEN_METRICS);
  }

  @Test
  void whatIsAnsweredIsAcceptedAsWhatItIs() {
    for (var exposition : Exposition.values()) {
      assertThat(Exposition.accepted(exposition.contentType())).isEqualTo(exposition);
    }
  }
}
