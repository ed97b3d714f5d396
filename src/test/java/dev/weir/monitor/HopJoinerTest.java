package dev.weir.monitor;

import static dev.weir.monitor.SightingSamples.NOON;
import static dev.weir.monitor.SightingSamples.sighting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.HopView;
import dev.weir.flow.ObserverView;
import dev.weir.flow.PipelineMirror;
import dev.weir.flow.PipelineView;
import dev.weir.memory.MemoryCoordination;
import dev.weir.monitor.Coordination.Delivered;
import dev.weir.monitor.SettledTraces.Settled;
import dev.weir.monitor.Tallies.HopName;
import dev.weir.monitor.TracePath.Step;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.TopicSelector;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@NullMarked
class HopJoinerTest {
  private static final HopName A_B = new HopName("a", "b");

  private final Hop hop = new Hop("a", "b", Hop.Expect.EVERY, Duration.ofSeconds(5), null);
  private final Pipeline pipeline =
      new Pipeline(
          "paper", "trading", FieldSources.defaults(), List.of(stage("a"), stage("b", hop)));
  private final MemoryCoordination line = new MemoryCoordination();
  private final ToggledLine toggled = new ToggledLine();
  private final IngestBoard board = new IngestBoard(Instant.EPOCH);
  private boolean isUntold = true;
  private long nanos;
  private final HopJoiner joiner =
      new HopJoiner(pipeline, () -> Optional.of(view()), toggled, "r1", board, () -> nanos);

  private static Stage stage(String name, Hop... after) {
    return new Stage(name, List.of(new TopicSelector.Exact(name)), List.of(after), null, null);
  }

  /** A line that may take a delivery and not say so. */
  private final class ToggledLine implements Coordination {
    boolean isDeaf;
    boolean isMute;

    @Override
    public Uni<Lease> lease(String replica, Duration ttl) {
      return line.lease(replica, ttl);
    }

    @Override
    public Uni<Void> release(String replica) {
      return line.release(replica);
    }

    @Override
    public Uni<Integer> heartbeat(String replica, Instant now, Duration ttl) {
      return line.heartbeat(replica, now, ttl);
    }

    @Override
    public Uni<Instant> origin(Instant candidate) {
      return line.origin(candidate);
    }

    @Override
    public Uni<Optional<byte[]>> accounts() {
      return line.accounts();
    }

    @Override
    public Uni<Boolean> keepAccounts(byte[] kept, long token) {
      return line.keepAccounts(kept, token);
    }

    @Override
    public Uni<Void> deliver(byte[] content) {
      Uni<Void> failed = Uni.createFrom().failure(new IllegalStateException("away"));
      if (isDeaf) {
        return failed;
      }
      return isMute ? line.deliver(content).chain(() -> failed) : line.deliver(content);
    }

    @Override
    public Uni<List<Delivered>> delivered(String after, int most) {
      return line.delivered(after, most);
    }
  }

  private PipelineView view() {
    var up = new ObserverView.Link(true, Instant.EPOCH, "");
    var observer = new ObserverView("r", 1, true, 0L, Duration.ZERO, Instant.EPOCH, up, up);
    var view = new HopView(hop, null, 0, 0, null, null, isUntold, null);
    return new PipelineView(Instant.EPOCH, List.of(), List.of(view), null, observer);
  }

  private static Step step(String stage, @Nullable String id, @Nullable String parent, int millis) {
    return new Step(stage, sighting("t", id, parent, stage, millis, NOON + millis * 1_000L));
  }

  private void settle(int k, Step... steps) {
    var all = List.of(steps);
    var readUpTo = Instant.EPOCH.plusNanos(NOON * 1_000).plusSeconds(60);
    var ties = Passages.ties(pipeline, all, readUpTo);
    joiner.settled(new Settled(SightingSamples.hash("t"), all, ties, readUpTo, k));
  }

  private void pass() {
    nanos += Duration.ofSeconds(2).toNanos();
    joiner.passed();
  }

  /** What the leader's view is made of. */
  private PipelineMirror added() {
    var mirror = new PipelineMirror(pipeline, 10);
    for (Delivered delivery : line.delivered("0-0", 100).await().indefinitely()) {
      assertThat(mirror.join(delivery.position(), delivery.content())).isNull();
    }
    return mirror;
  }

  private String positions() {
    return added().joinedUpTo();
  }

  @Test
  void itIsOnWhileSomethingIsUntold() {
    assertThat(joiner.isOn()).isTrue();
    isUntold = false;
    assertThat(joiner.isOn()).isFalse();
  }

  @Test
  void whatWasJoinedIsDeliveredOnce() {
    settle(0, step("a", "1", null, 0), step("b", "2", "1", 250));
    pass();
    assertThat(positions()).isEqualTo("1-0");
    pass();
    assertThat(positions()).isEqualTo("1-0");

    var latency = Objects.requireNonNull(board.tallies().iterator().next().hops().get(A_B));
    assertThat(latency.sumSeconds()).isEqualTo(0.25);
    assertThat(board.tallies().iterator().next().pipeline().sumSeconds()).isEqualTo(0.25);
  }

  @Test
  void aDeliveryThatWasNotAnsweredComesAgainAndCountsOnce() {
    toggled.isDeaf = true;
    settle(0, step("a", "1", null, 0), step("b", "2", "1", 250));
    pass();
    assertThat(positions()).isEqualTo("0-0");

    toggled.isDeaf = false;
    toggled.isMute = true;
    pass();
    settle(0, step("a", "3", null, 0), step("b", "4", "3", 250));
    toggled.isMute = false;
    pass();
    pass();
    assertThat(positions()).isEqualTo("3-0");
  }

  @Test
  void tracesOfWhichSomethingMayHaveBeenLeftOutAreNotJoined() {
    int k = 1;
    while (SightingSampler.takes(SightingSamples.hash("t"), k)) {
      k++;
    }
    settle(k, step("a", "1", null, 0));
    pass();
    assertThat(positions()).isEqualTo("0-0");
    settle(k - 1, step("a", "1", null, 0));
    pass();
    assertThat(positions()).isEqualTo("1-0");
  }

  @Test
  void aChildThatNamesAnotherParentTellsNoLatency() {
    settle(0, step("a", "1", null, 0), step("b", "2", "elsewhere", 250));
    joiner.passed();
    assertThat(board.tallies()).allSatisfy(counts -> assertThat(counts.hops()).isEmpty());
  }
}
