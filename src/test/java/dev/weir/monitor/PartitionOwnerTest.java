package dev.weir.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.Events;
import dev.weir.flow.PartitionId;
import dev.weir.flow.SnapshotCodec;
import dev.weir.monitor.PartitionOwner.Step;
import dev.weir.monitor.SnapshotStore.Commit;
import dev.weir.monitor.SnapshotStore.CommitResult;
import dev.weir.monitor.SnapshotStore.Load;
import dev.weir.pipeline.StageEvent;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What an owner does next; how it fares in the long run is for the simulation to tell. */
class PartitionOwnerTest {
  private final PartitionOwner owner =
      new PartitionOwner(new PartitionId("two", 0), Events.shape(10), new SnapshotCodec());
  private final StageEvent event = new StageEvent();

  private void begin() {
    owner.loaded(new Load.Missing());
    owner.startAt(0);
  }

  private Commit commit() {
    owner.refresh();
    return Objects.requireNonNull(owner.nextCommit());
  }

  private void read(int offset) {
    Events.stream(new Random(offset), 1, 3).getFirst().fill(event, offset);
    owner.apply(event);
  }

  @Test
  void aCommitThatWasWrittenWithoutAnAnswerIsRecognised() {
    begin();
    commit();
    assertThat(owner.committed(new CommitResult.Unavailable("timed out")))
        .isEqualTo(new Step.Continue());
    commit();
    assertThat(owner.committed(new CommitResult.Superseded(0))).isEqualTo(new Step.Continue());
    assertThat(owner.storedOffset()).isZero();
  }

  @Test
  void commitsWithoutAnAnswerAreRememberedUpToABound() {
    begin();
    for (int offset = 0; offset < 1_000; offset++) {
      read(offset);
      commit();
      owner.committed(new CommitResult.Unavailable("timed out"));
    }
    commit();
    assertThat(owner.committed(new CommitResult.Superseded(990)))
        .as("one of the last is known to be its own")
        .isEqualTo(new Step.Continue());

    begin();
    for (int offset = 0; offset < 1_000; offset++) {
      read(offset);
      commit();
      owner.committed(new CommitResult.Unavailable("timed out"));
    }
    commit();
    assertThat(owner.committed(new CommitResult.Superseded(5)))
        .as("one of the first is forgotten, which costs no more than a load")
        .isEqualTo(new Step.Reload());
  }

  @Test
  void aLastCommitBehindOneOnItsWayIsWhole() {
    begin();
    commit();
    owner.committed(new CommitResult.Committed());
    read(0);
    var away = commit();
    read(1);
    var last = Objects.requireNonNull(owner.lastCommit());
    assertThat(last.expectedOffset()).isEqualTo(away.offset()).isEqualTo(1);
    assertThat(last.whole()).as("another owner may have written up to there").isTrue();
    assertThat(last.sections()).containsKeys("m", "f", "k");
  }

  @Test
  void aLastCommitBehindNoneIsWhatHasChanged() {
    begin();
    commit();
    owner.committed(new CommitResult.Committed());
    read(0);
    var last = Objects.requireNonNull(owner.lastCommit());
    assertThat(last.expectedOffset()).isZero();
    assertThat(last.whole()).isFalse();
    assertThat(last.sections()).doesNotContainKey("m");
  }
}
