package dev.weir.monitor;

import static dev.weir.monitor.SightingSamples.hash;
import static dev.weir.monitor.SightingSamples.sighting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.monitor.Journal.Appended;
import dev.weir.monitor.Journal.Found;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What every {@link Journal} does. */
@NullMarked
public abstract class JournalContract {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  /** A journal that holds nothing. */
  protected abstract Journal journal(JournalSettings settings);

  /** Roomy, unless said otherwise. */
  protected static JournalSettings settings(int maxTraces) {
    return new JournalSettings(true, 1_000, Duration.ofMinutes(15), maxTraces);
  }

  /** The call's item. */
  protected static <T> T get(Uni<T> call) {
    return call.await().atMost(PATIENCE);
  }

  /** Keeps these, and says how many it kept. */
  protected static int append(Journal journal, List<Sighting> sightings, String... names) {
    int kept = 0;
    for (var batch : SightingSamples.batches(sightings, names)) {
      kept += ((Appended.Kept) get(journal.append(batch))).sightings();
    }
    return kept;
  }

  /** What is known by these ids. */
  protected static Set<Sighting> find(Journal journal, String... ids) {
    var sightings = found(journal, ids).sightings();
    assertThat(sightings).doesNotHaveDuplicates();
    return new HashSet<>(sightings);
  }

  private static Found.Sightings found(Journal journal, String... ids) {
    var hashes = Arrays.stream(ids).map(SightingSamples::hash).toList();
    return (Found.Sightings) get(journal.find(hashes));
  }

  @Test
  void aTraceIsFoundByItsIdItsEventsAndItsOtherNames() {
    var journal = journal(settings(1_000));
    var first = sighting(TRACE, "e-1", 1);
    var second = sighting(TRACE, "019353a1-0000-7000-8000-000000000002", 2);
    var other = sighting("another", "e-3", 3);
    assertThat(append(journal, List.of(first, second), "order-7")).isEqualTo(2);
    assertThat(append(journal, List.of(other))).isEqualTo(1);

    var notations =
        List.of(
            TRACE,
            "4BF92F3577B34DA6A3CE929D0E0E4736",
            "4bf92f35-77b3-4da6-a3ce-929d0e0e4736",
            "a3ce929d0e0e4736",
            "e-1",
            "019353A1-0000-7000-8000-000000000002",
            "order-7");
    for (var id : notations) {
      assertThat(find(journal, id)).as(id).containsExactlyInAnyOrder(first, second);
    }
    assertThat(find(journal, "e-3")).containsExactly(other);
    assertThat(find(journal, "another", "e-1", "order-7", "nothing"))
        .containsExactlyInAnyOrder(first, second, other);
  }

  @Test
  void whatWasNotSeenIsNotFound() {
    var journal = journal(settings(1_000));
    assertThat(found(journal, "order-1")).isEqualTo(new Found.Sightings(List.of(), 0));
    append(journal, List.of(sighting("order-2", "e-2", 2)));
    assertThat(find(journal, "order-1", "e-1")).isEmpty();
    assertThat(get(journal.find(List.of()))).isEqualTo(new Found.Sightings(List.of(), 0));
  }

  @Test
  void anEventWithoutATraceIsFoundByItsOwnId() {
    var journal = journal(settings(1_000));
    var alone = sighting(null, "e-1", 1);
    append(journal, List.of(alone), "order-7");
    assertThat(find(journal, "e-1")).containsExactly(alone);
    assertThat(find(journal, "order-7")).containsExactly(alone);
  }

  @Test
  void aRecordThatWasReadAgainIsOneSighting() {
    var journal = journal(settings(1_000));
    var first = sighting(TRACE, "e-1", 1);
    append(journal, List.of(SightingSamples.readAgain(first), first));
    append(journal, List.of(SightingSamples.readAgain(first)));
    assertThat(find(journal, TRACE)).containsExactly(first);
  }

  @Test
  void neitherOrderNorReplicaMatters() {
    long seed = 23;
    var random = new Random(seed);
    for (int round = 0; round < 10; round++) {
      var journal = journal(settings(10_000));
      var traces = new ArrayList<String>();
      Map<String, Set<Sighting>> expected = new HashMap<>();
      var all = new ArrayList<Sighting>();
      for (int at = 0; at < 200; at++) {
        var trace = new UUID(random.nextLong(), random.nextLong()).toString().replace("-", "");
        traces.add(trace);
        for (int step = 0; step < random.nextInt(1, 8); step++) {
          var sighting = sighting(trace, trace + "-" + step, 1_000L * at + step);
          all.add(sighting);
          expected.computeIfAbsent(trace, _ -> new HashSet<>()).add(sighting);
        }
      }
      Collections.shuffle(all, random);
      for (int from = 0; from < all.size(); ) {
        // What several replicas send, each in its order.
        int to = Math.min(all.size(), from + random.nextInt(1, 200));
        append(journal, all.subList(from, to));
        from = to;
      }
      for (var trace : traces) {
        assertThat(find(journal, trace)).as("seed %d", seed).isEqualTo(expected.get(trace));
        assertThat(find(journal, trace + "-0")).isEqualTo(expected.get(trace));
      }
    }
  }

  @Test
  void aTraceHasSoManySightingsAndNoMore() {
    var journal = journal(settings(1_000));
    var many = IntStream.range(0, 300).mapToObj(at -> sighting("hot", "h-" + at, at)).toList();
    var other = sighting("calm", "c-1", 1_000);

    assertThat(append(journal, many)).isEqualTo(Journal.MOST_SIGHTINGS);
    assertThat(append(journal, List.of(other))).isEqualTo(1);

    assertThat(find(journal, "hot")).isEqualTo(Set.copyOf(many.subList(0, 64)));
    assertThat(find(journal, "calm")).containsExactly(other);
  }

  @Test
  void theOldestTracesGoWhenThereAreTooMany() {
    var journal = journal(settings(JournalSettings.LEAST_TRACES));
    int traces = 1_000;
    append(
        journal,
        IntStream.range(0, traces).mapToObj(at -> sighting("t-" + at, "e-" + at, at)).toList());

    var left =
        IntStream.range(0, traces).filter(at -> !find(journal, "t-" + at).isEmpty()).toArray();
    assertThat(left).hasSizeBetween(80, JournalSettings.LEAST_TRACES);
    assertThat(left).isEqualTo(IntStream.range(traces - left.length, traces).toArray());
    assertThat(find(journal, "e-0")).isEmpty();
    assertThat(find(journal, "e-" + (traces - 1))).hasSize(1);
  }

  @Test
  void theOldestTracesGoWhenTheyTakeTooManyBytes() {
    var journal = journal(settings(JournalSettings.LEAST_TRACES));
    // 64 of 200 bytes and more each: of 13 kB, where one kB is meant.
    var topic = "t".repeat(150);
    int traces = 60;
    for (int trace = 0; trace < traces; trace++) {
      var name = "t-" + trace;
      append(
          journal,
          IntStream.range(0, Journal.MOST_SIGHTINGS)
              .mapToObj(at -> sighting(name, name + "-" + at, null, topic, at, 1))
              .toList());
    }

    int bytes = 0;
    for (int trace = 0; trace < traces; trace++) {
      bytes += 200 * find(journal, "t-" + trace).size();
    }
    assertThat(bytes).isBetween(50_000, JournalSettings.LEAST_TRACES * 1_024);
    assertThat(find(journal, "t-0")).isEmpty();
    assertThat(find(journal, "t-" + (traces - 1))).isNotEmpty();
  }

  @Test
  void aTraceGoesWhenItsTimeIsOver() {
    var journal = journal(new JournalSettings(true, 1_000, Duration.ofMillis(1_500), 1_000));
    append(journal, List.of(sighting("old", "e-1", 1)), "order-1");
    assertThat(find(journal, "old")).hasSize(1);

    await().atMost(PATIENCE).until(() -> find(journal, "old", "e-1", "order-1").isEmpty());
    append(journal, List.of(sighting("new", "e-2", 2)));
    assertThat(find(journal, "e-2")).hasSize(1);
  }

  @Test
  void theLowestRateOfLateIsTold() {
    var journal = journal(settings(1_000));
    get(journal.append(SightingSamples.batchAt(3, sighting(TRACE, null, 1))));
    assertThat(found(journal, "x").k()).isEqualTo(3);
    assertThat(found(journal, TRACE).sightings()).singleElement().extracting("k").isEqualTo(3);
  }

  @Test
  void twoTracesOfOneHashAreBothThere() {
    var journal = journal(settings(1_000));
    var low = "a3ce929d0e0e4736";
    var one = sighting("11111111" + "11111111" + low, null, 1);
    var other = sighting("22222222" + "22222222" + low, null, 2);
    append(journal, List.of(one, other));
    assertThat(hash(low)).isEqualTo(hash(TRACE));
    assertThat(find(journal, low)).containsExactlyInAnyOrder(one, other);
  }

  @Test
  void textOfAnyKindIsKept() {
    var journal = journal(settings(1_000));
    var odd = sighting("órdèn \uD83D\uDCC9 {}:*", "\u0000\r\n", 1);
    append(journal, List.of(odd));
    assertThat(find(journal, "órdèn \uD83D\uDCC9 {}:*")).containsExactly(odd);
    assertThat(find(journal, "\u0000\r\n")).containsExactly(odd);
  }
}
