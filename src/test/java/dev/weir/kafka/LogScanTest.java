package dev.weir.kafka;

import static dev.weir.kafka.LogMock.body;
import static dev.weir.kafka.LogMock.id;
import static dev.weir.kafka.LogMock.wanted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.flow.Micros;
import dev.weir.flow.PartitionId;
import dev.weir.kafka.LogScan.Limits;
import dev.weir.ledger.IdWords;
import dev.weir.memory.MemoryJournal;
import dev.weir.monitor.Journal;
import dev.weir.monitor.JournalQueue;
import dev.weir.monitor.JournalSettings;
import dev.weir.monitor.LogSearch.Answer;
import dev.weir.monitor.LogSearch.By;
import dev.weir.monitor.LogSearch.Hit;
import dev.weir.monitor.LogSearch.Request;
import dev.weir.monitor.Settings;
import dev.weir.monitor.SightingBatch;
import dev.weir.monitor.SightingSamples;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What a search finds. */
class LogScanTest extends LogScanCase {
  @Test
  void aHitTellsWhereTheRecordIsAndWhatItSays() {
    log.add(ZERO, T_MS + 1, body(1, 0, TRACE));
    log.add(ONE, T_MS + 1, body(7, 0, TRACE));
    long offset = log.add(ONE, T_MS + 2, body(2, 1, TRACE));
    var id = wanted(id(2));
    assertThat(search(request(By.ID, id(2), id(3))))
        .isEqualTo(
            new Answer(
                List.of(
                    new Hit(id, new PartitionId("orders", 1), offset, (T_MS + 2) * 1000, TRACE, 1)),
                true));
  }

  @Test
  void whatIsFoundCanBeLookedUpThoughItWasNotSampled() {
    var journal =
        new MemoryJournal(
            JournalSettings.defaults(Settings.StoreKind.MEMORY), InstantSource.system());
    var queue = new JournalQueue(journal, 1);
    var told = new ArrayList<SightingBatch>();
    queue.tell(told::add);
    var now = Instant.parse("2026-03-02T06:05:00.000250Z");
    var settings =
        new Settings(
            PIPELINE,
            Settings.StoreKind.MEMORY,
            new Settings.Start.Earliest(),
            1,
            Duration.ofMillis(500),
            Duration.ofSeconds(30),
            10,
            1_000,
            Duration.ofSeconds(10));
    var tap = SightingTap.ofFindings(settings, queue, null, InstantSource.fixed(now));
    log.add(ZERO, T_MS, body(1, 0, "another"));
    long offset = log.add(ZERO, T_MS + 1, body(2, 1, TRACE));
    scan(request(By.ID, id(2)), Limits.USUAL, tap).run();

    var found =
        (Journal.Found.Sightings)
            journal.find(List.of(SightingSamples.hash(id(2)))).await().indefinitely();
    assertThat(found.sightings()).hasSize(1);
    assertThat(found.sightings().getFirst().traceId()).isEqualTo(TRACE);
    assertThat(found.sightings().getFirst().offset()).isEqualTo(offset);
    assertThat(found.sightings().getFirst().observedMicros()).isEqualTo(Micros.of(now));
    assertThat(told).as("it is not read a second time").isEmpty();
  }

  @Test
  void recordsAreFoundByTheFieldThatIsAskedFor() {
    log.add(ZERO, T_MS, body(1, 5, TRACE));
    log.add(ZERO, T_MS, body(5, 9, TRACE));
    log.add(ZERO, T_MS, body(6, 5, "other"));
    log.add(ZERO, T_MS, "{\"timestamp\":\"2026-03-02T06:00:00Z\"}");
    assertThat(search(request(By.ID, id(5))).hits()).extracting(Hit::offset).containsExactly(1L);
    assertThat(search(request(By.PARENT, id(5))).hits())
        .extracting(Hit::offset)
        .containsExactly(0L, 2L);
    assertThat(search(request(By.TRACE, TRACE)).hits())
        .extracting(Hit::offset)
        .containsExactly(0L, 1L);
    assertThat(search(request(By.ID, id(6))).hits())
        .first()
        .satisfies(
            hit -> {
              assertThat(hit.traceId()).isEqualTo("other");
              assertThat(hit.conditions()).as("the condition holds").isEqualTo(1);
            });
    assertThat(search(request(By.ID, id(1))).hits())
        .extracting(Hit::conditions)
        .as("it does not")
        .containsExactly(0L);
  }

  @Test
  void bothEndsOfTheWindowAreWithinIt() {
    for (int at = -2; at <= 2; at++) {
      log.add(ZERO, T_MS + at, body(1, 0, TRACE));
    }
    var inside = request("orders", By.ID, T.minusMillis(1), T.plusMillis(1), id(1));
    assertThat(search(inside).hits()).extracting(Hit::offset).containsExactly(1L, 2L, 3L);
    var between = request("orders", By.ID, T.minusNanos(1), T.plusNanos(999_999), id(1));
    assertThat(search(between).hits()).extracting(Hit::offset).containsExactly(2L);
    var ever = request("orders", By.ID, Instant.MIN, Instant.MAX, id(1));
    assertThat(search(ever).hits()).hasSize(5);
  }

  @Test
  void recordsBehindLaterOnesAreFoundUpToAPoint() {
    long later = T.plus(MINUTE).toEpochMilli() + 1;
    log.add(ZERO, T_MS, body(0, 0, TRACE));
    for (int round = 1; round <= 3; round++) {
      for (int at = 1; at < LogStretch.LATER; at++) {
        log.add(ZERO, later, body(9, 0, TRACE));
      }
      log.add(ZERO, T_MS + round, body(round, 0, TRACE));
    }
    for (int at = 0; at < LogStretch.LATER; at++) {
      log.add(ZERO, later, body(9, 0, TRACE));
    }
    log.add(ZERO, T_MS + 4, body(4, 0, TRACE));
    var scan = scan(request(By.ID, id(1), id(2), id(3), id(4)), Limits.USUAL);
    var answer = scan.run();
    assertThat(answer.hits())
        .extracting(Hit::id)
        .containsExactly(wanted(id(1)), wanted(id(2)), wanted(id(3)));
    assertThat(answer.isWhole()).isTrue();
    assertThat(scan.looked()).isEqualTo(1 + 4L * LogStretch.LATER);
  }

  @Test
  void aFewMuchLaterOnesInARowAreTheEndButOneIsNot() {
    long muchLater = T.plus(MINUTE).toEpochMilli() + LogStretch.MUCH_LATER_MS + 1;
    log.add(ZERO, T_MS, body(0, 0, TRACE));
    log.add(ZERO, Long.MAX_VALUE, body(9, 0, TRACE));
    log.add(ZERO, T_MS, body(1, 0, TRACE));
    for (int at = 1; at < LogStretch.MUCH_LATER; at++) {
      log.add(ZERO, muchLater, body(9, 0, TRACE));
    }
    log.add(ZERO, T_MS, body(2, 0, TRACE));
    for (int at = 0; at < 10_000; at++) {
      log.add(ZERO, muchLater + at, body(1, 0, TRACE));
    }
    var scan = scan(request(By.ID, id(1), id(2)), Limits.USUAL);
    assertThat(scan.run().hits()).extracting(Hit::offset).containsExactly(2L, 12L);
    assertThat(scan.looked()).isEqualTo(13 + LogStretch.MUCH_LATER);
    assertThat(log.polls).as("and nothing is fetched beyond").isEqualTo(1);
  }

  @Test
  void gapsAreSteppedOverAlsoAtTheEnd() {
    log.skip(ZERO, 10);
    log.add(ZERO, T_MS, body(1, 0, TRACE));
    log.skip(ZERO, 10_000);
    log.add(ZERO, T_MS, body(1, 0, TRACE));
    log.skip(ZERO, 7);
    log.add(ONE, T_MS, body(1, 0, TRACE));
    var answer = search(request(By.ID, id(1)));
    assertThat(answer.hits()).extracting(Hit::offset).containsExactlyInAnyOrder(10L, 10_011L, 0L);
    assertThat(answer.isWhole()).isTrue();
  }

  @Test
  void ofAnIdSixteenRecordsAreTold() {
    for (int at = 0; at < 20; at++) {
      log.add(ZERO, T_MS + at, body(1, 0, TRACE));
      log.add(ZERO, T_MS + at, body(2 + at, 0, TRACE));
    }
    var answer = search(request(By.ID, id(1), id(21)));
    assertThat(answer.hits()).hasSize(17);
    assertThat(answer.hits().getLast().id()).isEqualTo(wanted(id(21)));
    assertThat(answer.isWhole()).isTrue();
  }

  @Test
  void aPatternMatchesTheTopicsOfTheStageAlone() {
    log.add(new TopicPartition("fills.eu", 0), T_MS, body(1, 0, "a"));
    log.add(new TopicPartition("late.orders.us", 3), T_MS, body(1, 0, "b"));
    log.add(ZERO, T_MS, body(1, 0, "of the first stage that it matches"));
    log.add(new TopicPartition("__consumer_offsets", 0), T_MS, body(1, 0, "internal"));
    log.add(new TopicPartition("other", 0), T_MS, body(1, 0, "of no stage"));
    assertThat(search(request("fills", By.ID, T, T, id(1))).hits())
        .extracting(Hit::traceId)
        .containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void nothingThereIsAnAnswerToo() {
    assertThat(search(request(By.ID, id(1)))).isEqualTo(new Answer(List.of(), true));
    log.add(ZERO, T_MS - 1, body(1, 0, TRACE));
    assertThat(search(request(By.ID, id(1)))).isEqualTo(new Answer(List.of(), true));
    assertThat(log.polls).as("nobody was asked for records").isZero();
  }

  @Test
  void aRequestSaysWhatIsWrongWithIt() {
    assertThatThrownBy(() -> request("orders", By.ID, T, T.minusNanos(1), id(1)))
        .hasMessageContaining("is before from " + T);
    assertThatThrownBy(() -> new Request("orders", By.ID, T, T, Set.<IdWords>of()))
        .hasMessage("ids must be 1 to 10000, got 0 of stage orders");
  }
}
