package dev.weir.monitor;

import static dev.weir.monitor.TracePath.State.COMPLETED;
import static dev.weir.monitor.TracePath.State.LATE;
import static dev.weir.monitor.TracePath.State.MISSING;
import static dev.weir.monitor.TracePath.State.NEGATIVE;
import static dev.weir.monitor.TracePath.State.PENDING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.Micros;
import dev.weir.monitor.TracePath.Passage;
import dev.weir.monitor.TracePath.State;
import dev.weir.monitor.TracePath.Step;
import dev.weir.pipeline.Condition;
import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.TopicSelector;
import dev.weir.trace.Sampling;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PassagesTest {
  private static final Duration WITHIN = Duration.ofSeconds(5);
  private static final long START = SightingSamples.NOON;
  private static final Instant LONG_AFTER = at(3_600);
  private static final Condition CONDITION =
      new Condition(new FieldSource.Json(List.of("ok")), false, List.of("yes"));

  private final List<Step> steps = new ArrayList<>();

  private static Instant at(double seconds) {
    return Objects.requireNonNull(Micros.toInstant(START + Math.round(seconds * 1e6)));
  }

  private static Pipeline pipeline(Hop... hops) {
    var stages =
        List.of("a", "b", "c").stream()
            .map(
                name ->
                    new Stage(
                        name,
                        List.of(new TopicSelector.Exact(name)),
                        Arrays.stream(hops).filter(hop -> hop.to().equals(name)).toList(),
                        null,
                        null))
            .toList();
    return new Pipeline("test", "test", FieldSources.defaults(), stages);
  }

  private static Hop every(String from, String to) {
    return new Hop(from, to, Hop.Expect.EVERY, WITHIN, null);
  }

  private static Hop some(String from, String to) {
    return new Hop(from, to, Hop.Expect.SOME, null, null);
  }

  private static Hop where(String from, String to) {
    return new Hop(from, to, Hop.Expect.EVERY, WITHIN, CONDITION);
  }

  private void seen(String stage, @Nullable String id, @Nullable String parent, double seconds) {
    seen(stage, id, parent, seconds, 0);
  }

  private void seen(
      String stage, @Nullable String id, @Nullable String parent, double seconds, long conditions) {
    steps.add(
        new Step(
            stage,
            new Sighting(
                id,
                parent,
                "t",
                null,
                Sampling.UNKNOWN,
                null,
                null,
                stage,
                0,
                steps.size(),
                START + (long) (seconds * 1e6),
                START,
                conditions,
                0)));
  }

  private List<Passage> passages(@Nullable Instant readUpTo, Hop... hops) {
    steps.sort(Comparator.comparingLong(step -> step.sighting().eventMicros()));
    return Passages.of(pipeline(hops), steps, readUpTo);
  }

  private static Passage passage(String from, String to, @Nullable Double seconds, State state) {
    return new Passage(from, to, seconds == null ? null : (long) (seconds * 1e6), state);
  }

  @Test
  void aChildInTimeCompletesItsHop() {
    seen("a", "1", null, 0);
    seen("b", "2", "1", 5);
    assertThat(passages(LONG_AFTER, every("a", "b")))
        .containsExactly(passage("a", "b", 5.0, COMPLETED));
  }

  @Test
  void aChildAfterTheDeadlineIsLate() {
    seen("a", "1", null, 0);
    seen("b", "2", "1", 5.25);
    assertThat(passages(LONG_AFTER, every("a", "b")))
        .containsExactly(passage("a", "b", 5.25, LATE));
    assertThat(passages(LONG_AFTER, some("a", "b")))
        .as("without a deadline")
        .containsExactly(passage("a", "b", 5.25, COMPLETED));
  }

  @Test
  void aChildThatIsOlderThanItsParentSaysSo() {
    seen("a", "1", null, 1);
    seen("b", "2", "1", 0.5);
    assertThat(passages(LONG_AFTER, every("a", "b")))
        .containsExactly(passage("a", "b", -0.5, NEGATIVE));
  }

  @Test
  void withoutAChildItIsPendingUntilTheDeadlineThenMissing() {
    seen("a", "1", null, 0);
    assertThat(passages(at(4.9), every("a", "b")))
        .containsExactly(passage("a", "b", null, PENDING));
    assertThat(passages(at(5), every("a", "b"))).containsExactly(passage("a", "b", null, PENDING));
    assertThat(passages(at(5.1), every("a", "b")))
        .containsExactly(passage("a", "b", null, MISSING));
  }

  @Test
  void nothingIsMissingWhileItIsNotKnownHowFarWasRead() {
    seen("a", "1", null, 0);
    assertThat(passages(null, every("a", "b"))).containsExactly(passage("a", "b", null, PENDING));
  }

  @Test
  void whereNoChildIsExpectedNoneIsMissing() {
    seen("a", "1", null, 0);
    assertThat(passages(LONG_AFTER, some("a", "b"))).isEmpty();
    assertThat(passages(LONG_AFTER, where("a", "b"))).isEmpty();
    seen("b", "2", "1", 1);
    assertThat(passages(LONG_AFTER, where("a", "b")))
        .as("an unexpected one is shown")
        .containsExactly(passage("a", "b", 1.0, COMPLETED));
  }

  @Test
  void eachConditionOfAStageHasItsOwnBit() {
    seen("a", "1", null, 0, 0b10);
    assertThat(passages(LONG_AFTER, where("a", "b"), where("a", "c")))
        .containsExactly(passage("a", "c", null, MISSING));
    assertThat(passages(LONG_AFTER, every("a", "b"), where("a", "c")))
        .as("hops without a condition have none")
        .containsExactly(passage("a", "b", null, MISSING));
  }

  @Test
  void everyChildOfAParentIsShown() {
    seen("a", "1", null, 0);
    seen("b", "2", "1", 1);
    seen("b", "3", "1", 2);
    assertThat(passages(LONG_AFTER, some("a", "b")))
        .containsExactly(passage("a", "b", 1.0, COMPLETED), passage("a", "b", 2.0, COMPLETED));
  }

  @Test
  void childrenGoToTheParentsTheyName() {
    seen("a", "1", null, 0);
    seen("a", "2", null, 10);
    seen("b", "3", "1", 11);
    assertThat(passages(LONG_AFTER, every("a", "b")))
        .containsExactly(passage("a", "b", 11.0, LATE), passage("a", "b", null, MISSING));
  }

  @Test
  void childrenThatNameNobodyKnownGoToTheLastEventBefore() {
    seen("a", "1", null, 0);
    seen("a", null, null, 10);
    seen("b", "3", null, 2);
    seen("b", "4", "of another trace", 11);
    assertThat(passages(LONG_AFTER, every("a", "b")))
        .containsExactly(passage("a", "b", 2.0, COMPLETED), passage("a", "b", 1.0, COMPLETED));
  }

  @Test
  void aChildBeforeAllParentsGoesToTheFirst() {
    seen("a", "1", null, 1);
    seen("a", "2", null, 2);
    seen("b", "3", null, 0);
    assertThat(passages(LONG_AFTER, some("a", "b")))
        .containsExactly(passage("a", "b", -1.0, NEGATIVE));
  }

  @Test
  void aChildOfOneUpstreamStageIsNoneOfAnother() {
    seen("a", "1", null, 0);
    seen("b", "2", null, 0);
    seen("c", "3", "2", 1);
    assertThat(passages(at(1), every("a", "c"), every("b", "c")))
        .containsExactly(passage("a", "c", null, PENDING), passage("b", "c", 1.0, COMPLETED));
  }

  @Test
  void oneOfSeveralStagesIsEnough() {
    var hops = new Hop[] {anyOf("a", "b"), anyOf("a", "c")};
    seen("a", "1", null, 0);
    assertThat(passages(LONG_AFTER, hops))
        .containsExactly(passage("a", "b", null, MISSING), passage("a", "c", null, MISSING));
    seen("c", "2", "1", 1);
    assertThat(passages(LONG_AFTER, hops)).containsExactly(passage("a", "c", 1.0, COMPLETED));
    seen("a", "3", null, 2);
    assertThat(passages(at(3), hops))
        .containsExactly(
            passage("a", "b", null, PENDING),
            passage("a", "c", 1.0, COMPLETED),
            passage("a", "c", null, PENDING));
  }

  private static Hop anyOf(String from, String to) {
    return new Hop(
        from, to, Hop.Expect.ANY_OF, WITHIN, null, Hop.Accounting.DEFAULT, List.of("b", "c"), null);
  }

  @Test
  void whereHopsAreMatchedByTheTraceParentsOfOtherStagesDoNotMatter() {
    var byTrace =
        new Hop(
            "a",
            "c",
            Hop.Expect.EVERY,
            WITHIN,
            null,
            new Hop.Accounting(Hop.Match.TRACE, 10, Duration.ofSeconds(2), Duration.ofMinutes(2)));
    seen("a", "1", null, 0);
    seen("b", "2", "1", 1);
    seen("c", "3", "2", 2);
    assertThat(passages(LONG_AFTER, byTrace)).containsExactly(passage("a", "c", 2.0, COMPLETED));
  }

  @Test
  void stagesThatWereNotSeenHaveNoPassages() {
    seen("b", "2", "1", 1);
    assertThat(passages(LONG_AFTER, every("a", "b"), some("b", "c"))).isEmpty();
  }
}
