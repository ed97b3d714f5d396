package dev.weir.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.monitor.Journal.Appended;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalQueueTest {
  private static final Appended DOWN = new Appended.Unavailable("down");

  private final List<SightingBatch> asked = new ArrayList<>();
  private final List<UniEmitter<? super Appended>> calls = new ArrayList<>();
  private final JournalQueue queue =
      new JournalQueue(
          new Journal() {
            @Override
            public Uni<Appended> append(SightingBatch batch) {
              asked.add(batch);
              return Uni.createFrom().emitter(calls::add);
            }

            @Override
            public Uni<Found> find(List<Long> ids) {
              throw new AssertionError("nobody asks");
            }
          },
          100);

  private static SightingBatch batch(int sightings) {
    var all = new ArrayList<Sighting>();
    for (int at = 0; at < sightings; at++) {
      all.add(SightingSamples.sighting("t", "e", at));
    }
    return SightingSamples.batches(all).getFirst();
  }

  private void answer(Appended result) {
    calls.removeFirst().complete(result);
  }

  private static Appended kept(int sightings) {
    return new Appended.Kept(sightings);
  }

  @Test
  void tellsOfBatchesOnceTheStoreHasTakenThem() {
    var told = new ArrayList<SightingBatch>();
    queue.tell(told::add);
    var first = batch(1);
    queue.offer(first);
    answer(DOWN);
    assertThat(told).isEmpty();

    var second = batch(2);
    queue.offer(second);
    assertThat(told).isEmpty();
    answer(kept(1));
    assertThat(told).containsExactly(first);
    answer(kept(2));
    assertThat(told).containsExactly(first, second);
  }

  @Test
  void afterSomethingWasDroppedTheJournalKnowsThatNoTraceMayBeWhole() {
    queue.offer(batch(1));
    for (int at = 0; at < JournalQueue.MOST_WAITING; at++) {
      queue.offer(batch(1));
    }
    assertThat(queue.tally().dropped()).isZero();
    queue.offer(batch(3));
    assertThat(queue.tally().dropped()).isEqualTo(1);
    answer(kept(1));
    answer(kept(1));

    assertThat(asked).extracting(SightingBatch::k).containsExactly(0, SightingSampler.MAX_K, 0);
  }

  @Test
  void oneBatchIsOnItsWayAndTheOthersFollowInTheirOrder() {
    var batches = List.of(batch(1), batch(2), batch(3));
    batches.forEach(queue::offer);
    assertThat(asked).containsExactly(batches.getFirst());

    answer(kept(1));
    answer(kept(2));
    answer(kept(1));

    assertThat(asked).isEqualTo(batches);
    assertThat(calls).isEmpty();
    assertThat(queue.tally()).isEqualTo(new JournalQueue.Tally(4, 2, 0, 0));
  }

  @Test
  void whatTheStoreDidNotTakeIsTriedAgainWithTheNextOne() {
    var first = batch(1);
    var second = batch(1);
    queue.offer(first);
    answer(DOWN);
    assertThat(calls).as("not at once").isEmpty();

    queue.offer(second);
    answer(kept(1));
    answer(kept(1));

    assertThat(asked).containsExactly(first, first, second);
    assertThat(queue.tally()).isEqualTo(new JournalQueue.Tally(2, 0, 0, 0));
  }

  @Test
  void theOldestAreGivenUpForNewOnes() {
    int surplus = 10;
    var batches = new ArrayList<SightingBatch>();
    for (int at = 0; at < 1 + JournalQueue.MOST_WAITING + surplus; at++) {
      batches.add(batch(2));
      queue.offer(batches.getLast());
    }
    assertThat(queue.tally().dropped()).isEqualTo(2L * surplus);

    while (!calls.isEmpty()) {
      answer(kept(2));
    }

    var expected = new ArrayList<>(batches.subList(0, 1));
    expected.addAll(batches.subList(1 + surplus, batches.size()));
    assertThat(asked).hasSameSizeAs(expected);
    assertThat(asked.getFirst()).isEqualTo(expected.getFirst());
    // The second one says that there is a gap before it.
    assertThat(asked.subList(2, asked.size())).isEqualTo(expected.subList(2, expected.size()));
    assertThat(queue.tally().kept()).isEqualTo(2L * expected.size());
  }

  @Test
  void aBatchThatComesBackToAFullQueueIsGivenUp() {
    for (int at = 0; at < 1 + JournalQueue.MOST_WAITING; at++) {
      queue.offer(batch(1));
    }
    answer(DOWN);
    assertThat(queue.tally()).isEqualTo(new JournalQueue.Tally(0, 0, 1, 0));
  }

  @Test
  void aDefectOfTheStoreIsTrouble() {
    queue.offer(batch(1));
    calls.removeFirst().fail(new IllegalStateException("defect"));
    queue.offer(batch(1));
    assertThat(asked).hasSize(2);
    assertThat(queue.tally().dropped()).isZero();
  }

  @Test
  void theEndWaitsForWhatIsOnItsWayButNotForLong() throws InterruptedException {
    queue.drain(Duration.ofSeconds(10));
    queue.offer(batch(1));
    queue.drain(Duration.ofMillis(20));
    assertThat(calls).hasSize(1);

    var other = new Thread(() -> answer(kept(1)));
    other.start();
    queue.drain(Duration.ofSeconds(10));
    other.join();
    assertThat(queue.tally().kept()).isEqualTo(1);
  }

  @Test
  void theRateIsThatOfTheLoopThatKeepsTheLeast() {
    queue.recorder().tick(1);
    var busy = queue.recorder();
    var event = new dev.weir.pipeline.StageEvent();
    for (int at = 0; at < 1_000; at++) {
      SightingSamples.fill(SightingSamples.sighting("t-" + at, null, at), event);
      if (busy.wants(event)) {
        busy.begin(event);
        busy.finish(event, new byte[] {'t'}, 0, 1);
      }
    }
    busy.tick(1);
    assertThat(queue.tally().k()).isEqualTo(busy.k()).isPositive();
  }
}
