package dev.weir.telemetry;

import static dev.weir.telemetry.MetricMessages.all;
import static dev.weir.telemetry.MetricMessages.get;
import static dev.weir.telemetry.MetricMessages.has;
import static dev.weir.telemetry.MetricMessages.message;
import static dev.weir.telemetry.MetricMessages.messages;
import static dev.weir.telemetry.MetricMessages.real;
import static dev.weir.telemetry.MetricMessages.whole;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DynamicMessage;
import dev.weir.monitor.NativeScale;
import dev.weir.monitor.Tallies.Exemplar;
import dev.weir.monitor.Tallies.LatencyTally;
import dev.weir.monitor.Tallies.NativeTally;
import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is written is what another reads. */
class ProtobufExpositionTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  private static DynamicMessage written(MetricFamilySamples family) throws IOException {
    var families = MetricMessages.read(ProtobufExposition.write(List.of(family)));
    assertThat(families).hasSize(1);
    return families.getFirst();
  }

  private static MetricFamilySamples family(String name, Collector.Type type, Sample... samples) {
    return new MetricFamilySamples(name, "", type, "Help.", List.of(samples));
  }

  private static Sample sample(String name, double value) {
    return new Sample(name, List.of("a", "b"), List.of("x", "é\"\n"), value);
  }

  private static Sample sample(String name, String label, String of, double value) {
    return new Sample(name, List.of("a", label), List.of("x", of), value);
  }

  @Test
  void aCounterIsNamedLikeItsSeries() throws IOException {
    var family =
        written(
            new MetricFamilySamples(
                "things_bytes",
                "bytes",
                Collector.Type.COUNTER,
                "Help.",
                List.of(sample("things_bytes_total", 1e12))));
    assertThat(get(family, "name")).isEqualTo("things_bytes_total");
    assertThat(get(family, "help")).isEqualTo("Help.");
    assertThat(get(family, "unit")).isEqualTo("bytes");
    assertThat(whole(family, "type")).isZero();
    var metric = messages(family, "metric").getFirst();
    assertThat(messages(metric, "label"))
        .extracting(label -> get(label, "name") + "=" + get(label, "value"))
        .containsExactly("a=x", "b=é\"\n");
    assertThat(real(message(metric, "counter"), "value")).isEqualTo(1e12);
  }

  @Test
  void gaugesAndWhatIsOfNoTypeKeepTheirValues() throws IOException {
    var values = new double[] {0, -1.5, Double.NaN, Double.NEGATIVE_INFINITY, 1e300};
    for (double value : values) {
      var gauge = written(family("g", Collector.Type.GAUGE, sample("g", value)));
      assertThat(whole(gauge, "type")).isEqualTo(1);
      assertThat(real(message(messages(gauge, "metric").getFirst(), "gauge"), "value"))
          .isEqualTo(Double.valueOf(value));
      var untyped = written(family("u", Collector.Type.UNKNOWN, sample("u", value)));
      assertThat(whole(untyped, "type")).isEqualTo(3);
      assertThat(real(message(messages(untyped, "metric").getFirst(), "untyped"), "value"))
          .isEqualTo(Double.valueOf(value));
    }
  }

  @Test
  void aSummaryHoldsItsQuantiles() throws IOException {
    var family =
        written(
            family(
                "s",
                Collector.Type.SUMMARY,
                sample("s", "quantile", "0.5", 3),
                sample("s", "quantile", "0.99", 7),
                new Sample("s_count", List.of("a"), List.of("x"), 10),
                new Sample("s_sum", List.of("a"), List.of("x"), 35)));
    assertThat(whole(family, "type")).isEqualTo(2);
    assertThat(messages(family, "metric")).hasSize(1);
    var summary = message(messages(family, "metric").getFirst(), "summary");
    assertThat(whole(summary, "sample_count")).isEqualTo(10);
    assertThat(real(summary, "sample_sum")).isEqualTo(35);
    assertThat(messages(summary, "quantile"))
        .extracting(quantile -> real(quantile, "quantile") + ":" + real(quantile, "value"))
        .containsExactly("0.5:3.0", "0.99:7.0");
  }

  @Test
  void whatDoesNotFitItsFamilyIsToldOnItsOwn() throws IOException {
    var stream =
        ProtobufExposition.write(
            List.of(
                family(
                    "h",
                    Collector.Type.HISTOGRAM,
                    sample("h_bucket", "le", "+Inf", 1),
                    new Sample("h_created", List.of("a"), List.of("x"), 17))));
    var families = MetricMessages.read(stream);
    assertThat(families).extracting(one -> get(one, "name")).containsExactly("h", "h_created");
    var created = messages(families.getLast(), "metric").getFirst();
    assertThat(real(message(created, "gauge"), "value")).isEqualTo(17);
  }

  private static DynamicMessage histogram(LatencyTally tally) throws IOException {
    var series = new Series("n", "p");
    series.histogram(Family.HOP_LATENCY, tally, "from", "to");
    var family = written(series.families().getFirst());
    assertThat(get(family, "name")).isEqualTo("weir_hop_latency_seconds");
    assertThat(whole(family, "type")).isEqualTo(4);
    var metric = messages(family, "metric").getFirst();
    assertThat(messages(metric, "label"))
        .extracting(label -> get(label, "value"))
        .containsExactly("n", "p", "from", "to");
    return message(metric, "histogram");
  }

  @Test
  void aHistogramIsClassicAndNative() throws IOException {
    var at = Instant.parse("2026-11-20T10:00:00.125Z");
    var exemplar = new Exemplar(1, TRACE, 0.25, at);
    var cells = new NativeTally(1, new int[] {-500, -499, 300}, new long[] {2, 2, 1});
    var histogram =
        histogram(
            new LatencyTally(
                new double[] {0.1, 1}, new long[] {3, 2, 1}, 7.5, 4, cells, List.of(exemplar)));
    assertThat(whole(histogram, "sample_count")).isEqualTo(6);
    assertThat(real(histogram, "sample_sum")).isEqualTo(7.5);
    assertThat(messages(histogram, "bucket"))
        .extracting(bucket -> real(bucket, "upper_bound") + ":" + whole(bucket, "cumulative_count"))
        .containsExactly("0.1:3", "1.0:5", "Infinity:6");
    assertThat(whole(histogram, "schema")).isEqualTo(NativeScale.SCHEMA);
    assertThat(real(histogram, "zero_threshold")).isEqualTo(NativeScale.ZERO_THRESHOLD);
    assertThat(whole(histogram, "zero_count")).isEqualTo(1);
    assertThat(expanded(histogram)).isEqualTo(Map.of(-500, 2L, -499, 2L, 300, 1L));
    var buckets = messages(histogram, "bucket");
    assertThat(has(buckets.getFirst(), "exemplar")).isFalse();
    assertThat(all(histogram, "exemplars")).isEqualTo(List.of(message(buckets.get(1), "exemplar")));
    var told = messages(histogram, "exemplars").getFirst();
    assertThat(get(messages(told, "label").getFirst(), "name")).isEqualTo("trace_id");
    assertThat(get(messages(told, "label").getFirst(), "value")).isEqualTo(TRACE);
    assertThat(real(told, "value")).isEqualTo(0.25);
    assertThat(whole(message(told, "timestamp"), "seconds")).isEqualTo(at.getEpochSecond());
    assertThat(whole(message(told, "timestamp"), "nanos")).isEqualTo(at.getNano());
  }

  @Test
  void anEmptyHistogramIsKnownToBeNative() throws IOException {
    var histogram =
        histogram(
            new LatencyTally(
                new double[0],
                new long[1],
                0,
                0,
                new NativeTally(0, new int[0], new long[0]),
                List.of()));
    assertThat(real(histogram, "zero_threshold")).isPositive();
    assertThat(expanded(histogram)).isEmpty();
  }

  @Test
  void spansAndDeltasTellEveryBucket() throws IOException {
    var random = new Random(3);
    for (int round = 0; round < 300; round++) {
      var counts = new TreeMap<Integer, Long>();
      int index = random.nextInt(-2_551, 5_000);
      for (int at = random.nextInt(40); at > 0; at--) {
        counts.put(index, 1 + (random.nextLong() >>> (12 + random.nextInt(52))));
        index += random.nextBoolean() ? 1 : random.nextInt(1, 8);
      }
      var cells =
          new NativeTally(
              random.nextInt(3),
              counts.keySet().stream().mapToInt(one -> one).toArray(),
              counts.values().stream().mapToLong(one -> one).toArray());
      var histogram =
          histogram(new LatencyTally(new double[0], new long[1], 0, 0, cells, List.of()));
      assertThat(expanded(histogram)).as("round %d", round).isEqualTo(counts);
    }
  }

  /** The buckets that hold something, expanded as the specification says. */
  private static Map<Integer, Long> expanded(DynamicMessage histogram) {
    var buckets = new TreeMap<Integer, Long>();
    var deltas = all(histogram, "positive_delta").iterator();
    int index = 0;
    long count = 0;
    for (var span : messages(histogram, "positive_span")) {
      index += (int) whole(span, "offset");
      for (long at = 0; at < whole(span, "length"); at++) {
        count += (Long) deltas.next();
        assertThat(count).isNotNegative();
        if (count > 0) {
          buckets.put(index, count);
        }
        index++;
      }
    }
    assertThat(deltas.hasNext()).as("deltas without a bucket").isFalse();
    return buckets;
  }
}
