package dev.weir.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LatencySketchTest {

  static Stream<Arguments> adversarialData() {
    var random = new Random(7);
    return Stream.of(
        data("bucket edges", at -> (1L << (at % 40)) - (at / 40 % 3)),
        data("just above edges", at -> (1L << (at % 39)) + (at % 5)),
        data("one value", _ -> 123_457),
        data("two far apart", at -> at % 100 == 0 ? 86_400_000_000L : 3),
        data("all small", at -> at % 130),
        data("log-uniform", _ -> (long) Math.exp(random.nextDouble() * 25)),
        data("steps of one bucket", at -> 1_000_000 + at % 15_000),
        data("heavy tail", _ -> (long) Math.min(1e3 / Math.pow(random.nextDouble(), 2), 1e11)));
  }

  private static Arguments data(String name, LongUnaryOperator value) {
    return Arguments.of(name, LongStream.range(0, 20_000).map(value).toArray());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("adversarialData")
  void quantilesAreWithinTheBound(String name, long[] values) {
    var sketch = new LatencySketch();
    for (long value : values) {
      sketch.add(value);
    }
    Arrays.sort(values);
    for (double q : new double[] {0.001, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1}) {
      long exact = Math.max(values[(int) Math.ceil(q * values.length) - 1], 0);
      long error = Math.abs(sketch.quantile(q) - exact);
      assertThat((double) error).as("%s at %s", name, q).isLessThanOrEqualTo(exact * 0.008);
    }
    assertThat(sketch.maxMicros()).isEqualTo(values[values.length - 1]);
  }

  @Test
  void valuesBeyondTheRangeCountAsTheLargest() {
    var sketch = new LatencySketch();
    sketch.add(Long.MAX_VALUE);
    assertThat(sketch.quantile(0.5))
        .isCloseTo(LatencySketch.MAX_MICROS, org.assertj.core.data.Percentage.withPercentage(0.8));
    assertThat(sketch.maxMicros()).isEqualTo(LatencySketch.MAX_MICROS);
  }

  @Test
  void anEmptySketchHasNoQuantiles() {
    assertThat(new LatencySketch().quantiles()).isNull();
  }
}
