package dev.weir.monitor;

import static dev.weir.monitor.SightingSamples.NOON;
import static dev.weir.monitor.SightingSamples.sighting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.HopAccount;
import dev.weir.flow.HopAccount.Kind;
import dev.weir.flow.JoinedHops;
import dev.weir.monitor.TracePath.Step;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.TopicSelector;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@NullMarked
class TraceAccountTest {
  private static final Duration WITHIN = Duration.ofSeconds(5);

  private final Pipeline byId = pipeline(Hop.Accounting.DEFAULT);
  private final Pipeline byTrace =
      pipeline(
          new Hop.Accounting(
              Hop.Match.TRACE,
              Hop.Accounting.DEFAULT.differences(),
              Hop.Accounting.DEFAULT.bucket(),
              Hop.Accounting.DEFAULT.keep()));
  private int offset;

  private static Pipeline pipeline(Hop.Accounting accounting) {
    var hop = new Hop("a", "b", Hop.Expect.EVERY, WITHIN, null, accounting);
    return new Pipeline(
        "paper", "trading", FieldSources.defaults(), List.of(stage("a"), stage("b", hop)));
  }

  private static Stage stage(String name, Hop... after) {
    return new Stage(name, List.of(new TopicSelector.Exact(name)), List.of(after), null, null);
  }

  private Step a(@Nullable String id, double seconds) {
    return step("a", id, null, seconds);
  }

  private Step b(@Nullable String parent, double seconds) {
    return step("b", "child-" + offset, parent, seconds);
  }

  private Step step(String stage, @Nullable String id, @Nullable String parent, double seconds) {
    long time = NOON + (long) (seconds * 1e6);
    return new Step(stage, sighting("t", id, parent, stage, offset++, time));
  }

  /** What a trace says, once everything up to so many seconds after its beginning was read. */
  private @Nullable HopAccount account(Pipeline pipeline, double readUpTo, Step... steps) {
    var joined = new JoinedHops(pipeline);
    var ordered =
        Stream.of(steps).sorted(Comparator.comparingLong(s -> s.sighting().eventMicros())).toList();
    var account = new TraceAccount(pipeline, pipeline.accounts().getFirst());
    var upTo = Instant.EPOCH.plusNanos((NOON + (long) (readUpTo * 1e6)) * 1_000);
    if (!account.add(ordered, upTo, joined.of(0))) {
      assertThat(joined.delivery("r", 1)).isEqualTo(emptyDelivery(pipeline));
      return null;
    }
    return joined.of(0).account(0);
  }

  private static byte[] emptyDelivery(Pipeline pipeline) {
    var empty = new JoinedHops(pipeline);
    empty.of(0);
    return empty.delivery("r", 1);
  }

  private static void expect(
      @Nullable HopAccount account, long completed, long lost, long late, long dup, long extra) {
    assertThat(account).isNotNull();
    if (account != null) {
      assertThat(List.of(account.completed(), account.lost(), account.late()))
          .as("completed, lost, late")
          .containsExactly(completed, lost, late);
      assertThat(List.of(account.duplicated(), account.extra()))
          .as("duplicated, extra")
          .containsExactly(dup, extra);
      assertThat(account.isExactSince(0)).isFalse();
    }
  }

  @Test
  void parentsAndChildrenMeetByTheParentsId() {
    expect(account(byId, 60, a("1", 0), b("1", 1)), 1, 0, 0, 0, 0);
    expect(account(byId, 60, a("1", 0), a("2", 0), b("2", 1)), 1, 1, 0, 0, 0);
    expect(account(byId, 60, a("1", 0), b("1", 5.5)), 0, 0, 1, 0, 0);
    expect(account(byId, 60, a("1", 0), b("1", 1), b("1", 2)), 1, 0, 0, 1, 0);
    expect(account(byId, 60, a("1", 0), b("1", 1), b("other", 2)), 1, 0, 0, 0, 1);
    // A parent that was written twice expects two children.
    expect(account(byId, 60, a("1", 0), a("1", 0), b("1", 1)), 1, 1, 0, 0, 0);
    // A child before its parent: clocks differ.
    expect(account(byId, 60, a("1", 1), b("1", 0)), 1, 0, 0, 0, 0);
  }

  @Test
  void parentsAndChildrenMeetByTheirTrace() {
    expect(account(byTrace, 60, a("1", 0), b("nobody", 1)), 1, 0, 0, 0, 0);
    expect(account(byTrace, 60, a("1", 0), a("2", 0), b(null, 1)), 1, 1, 0, 0, 0);
    expect(account(byTrace, 60, a(null, 0), b(null, 1), b(null, 2)), 1, 0, 0, 1, 0);
    expect(account(byTrace, 60, b(null, 1)), 0, 0, 0, 0, 1);
  }

  @Test
  void nothingIsSaidBeforeTheDeadlineHasPassedInWhatWasRead() {
    assertThat(account(byId, 5, a("1", 0))).isNull();
    expect(account(byId, 5.1, a("1", 0)), 0, 1, 0, 0, 0);
    // What has its child is complete, but not the other.
    assertThat(account(byId, 5, a("1", 0), b("1", 1), a("2", 4))).isNull();
  }

  @Test
  void aChildWithoutAParentsIdIsUnlinked() {
    var account = account(byId, 60, a("1", 0), b("1", 1), b(null, 1));
    expect(account, 1, 0, 0, 0, 0);
    assertThat(Objects.requireNonNull(account).unlinked()).isOne();
  }

  @Test
  void itemsTellWhereTheirRecordsAre() {
    var account = Objects.requireNonNull(account(byId, 60, a("1", 0), b("x", 2)));
    var lost = account.of(Kind.LOST).getFirst();
    assertThat(lost.id().text()).isEqualTo("1");
    var place = Objects.requireNonNull(lost.place());
    assertThat(place.partition().topic()).isEqualTo("a");
    assertThat(place.offset()).isZero();
    assertThat(place.traceId()).isEqualTo("t");
    var extra = account.of(Kind.EXTRA).getFirst();
    assertThat(extra.id().text()).isEqualTo("x");
    assertThat(Objects.requireNonNull(extra.place()).partition().topic()).isEqualTo("b");
  }
}
