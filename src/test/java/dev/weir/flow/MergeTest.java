package dev.weir.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.Events.Sample;
import dev.weir.pipeline.StageEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The figures are a commutative monoid: however a stream is split, its merge is the whole. */
class MergeTest {
  private static final int KEY_LIMIT = 20;
  private final StageEvent event = new StageEvent();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void anySplitOfAStreamMergesToTheWhole(long seed) {
    var random = new Random(seed);
    int keys = random.nextBoolean() ? 15 : 60; // below and above the key limit
    var stream =
        random.nextBoolean()
            ? Events.stream(random, 3_000, keys)
            : Events.rogueStream(random, 3_000, keys);
    var parts = new ArrayList<StageFigures>();
    for (int part = 0; part < 1 + random.nextInt(6); part++) {
      parts.add(new StageFigures(Events.shape(KEY_LIMIT)));
    }
    var whole = new StageFigures(Events.shape(KEY_LIMIT));
    for (int at = 0; at < stream.size(); at++) {
      add(whole, stream.get(at), at);
      add(parts.get(random.nextInt(parts.size())), stream.get(at), at);
    }
    var merged = new StageFigures(Events.shape(KEY_LIMIT));
    parts.forEach(merged::merge);
    assertThat(of(merged, stream)).as("seed %d", seed).isEqualTo(of(whole, stream));
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24, 25, 26, 27, 28})
  void mergeIsAssociativeAndCommutativeWithANeutralElement(long seed) {
    var random = new Random(seed);
    var a = Events.stream(random, 700, 60);
    var b = Events.rogueStream(random, 900, 60);
    var c = Events.stream(random, 50, 60);
    var left = figures(a);
    left.merge(figures(b));
    left.merge(figures(c));
    var bc = figures(c);
    bc.merge(figures(b));
    var right = new StageFigures(Events.shape(KEY_LIMIT));
    right.merge(bc);
    right.merge(figures(a));
    assertThat(of(right, a)).as("seed %d", seed).isEqualTo(of(left, a));
    assertThat(right.counts().outOfOrder()).isEqualTo(left.counts().outOfOrder());
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33})
  void mergingLeavesTheOtherSideAsItWas(long seed) {
    var random = new Random(seed);
    var stream = Events.stream(random, 500, 60);
    var source = figures(stream);
    var before = of(source, stream);
    var target = figures(Events.stream(random, 500, 60));
    target.merge(source);
    target.merge(figures(Events.stream(random, 500, 60)));
    assertThat(of(source, stream)).as("seed %d", seed).isEqualTo(before);
  }

  private StageFigures figures(List<Sample> stream) {
    var figures = new StageFigures(Events.shape(KEY_LIMIT));
    for (int at = 0; at < stream.size(); at++) {
      add(figures, stream.get(at), at);
    }
    return figures;
  }

  private void add(StageFigures figures, Sample sample, long offset) {
    sample.fill(event, offset);
    figures.add(event);
  }

  private static Figures of(StageFigures figures, List<Sample> stream) {
    var end = Events.end(stream.size());
    return Figures.of(figures, end, end.plusSeconds(30), end.minusSeconds(20));
  }
}
