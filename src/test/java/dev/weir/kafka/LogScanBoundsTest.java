package dev.weir.kafka;

import static dev.weir.kafka.LogMock.body;
import static dev.weir.kafka.LogMock.id;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.kafka.LogScan.Limits;
import dev.weir.kafka.decode.SchemaStub;
import dev.weir.monitor.LogSearch.Answer;
import dev.weir.monitor.LogSearch.By;
import dev.weir.monitor.LogSearch.Hit;
import dev.weir.monitor.SchemaSource;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** How a search ends, what it costs, and what it makes of trouble. */
class LogScanBoundsTest extends LogScanCase {
  @Test
  void pollsThatBringNothingButAbortedRecordsAreProgress() {
    log.add(ZERO, T_MS, body(0, 0, TRACE));
    log.skip(ZERO, 100);
    log.add(ZERO, T_MS, body(1, 0, TRACE));
    log.pollTakes = Duration.ofSeconds(2);
    log.perPoll = 1;
    for (int at = 1; at <= 8; at++) {
      long next = at * 10L;
      log.instead.add(
          () -> {
            log.seek(ZERO, next);
            return new ConsumerRecords<>(Map.of(), Map.of(ZERO, new OffsetAndMetadata(next)));
          });
    }
    var answer = search(request(By.ID, id(1)));
    assertThat(answer.hits()).extracting(Hit::offset).containsExactly(101L);
    assertThat(answer.isWhole()).isTrue();
  }

  @Test
  void whatIsWrittenAfterTheBeginningIsNotWaitedFor() {
    log.add(ZERO, T_MS, body(1, 0, TRACE));
    log.perPoll = 1;
    log.instead.add(
        () -> {
          log.add(ZERO, T_MS, body(1, 0, TRACE));
          return log.poll(Duration.ZERO);
        });
    assertThat(search(request(By.ID, id(1))).hits()).extracting(Hit::offset).containsExactly(0L);
  }

  @Test
  void itEndsAfterSoManyRecordsAndSaysSo() {
    for (int at = 0; at < 2_000; at++) {
      log.add(at % 2 == 0 ? ZERO : ONE, T_MS + at, body(at, 0, TRACE));
    }
    var scan = scan(request(By.ID, id(1_999)), new Limits(1_234, MINUTE, 200_000));
    assertThat(scan.run()).isEqualTo(new Answer(List.of(), false));
    assertThat(scan.looked()).isEqualTo(1_234);
    var all = scan(request(By.ID, id(1_999)), new Limits(2_000, MINUTE, 200_000));
    assertThat(all.run()).satisfies(answer -> assertThat(answer.isWhole()).isTrue());
  }

  @Test
  void itEndsAfterSomeTimeAndSaysSo() {
    for (int at = 0; at < 100; at++) {
      log.add(ZERO, T_MS + at, body(at, 0, TRACE));
    }
    log.perPoll = 1;
    log.pollTakes = Duration.ofSeconds(1);
    var scan = scan(request(By.ID, id(5), id(99)), Limits.USUAL);
    var answer = scan.run();
    assertThat(answer.hits()).hasSize(1);
    assertThat(answer.isWhole()).isFalse();
    assertThat(Duration.ofNanos(log.nanos)).isBetween(MINUTE, MINUTE.plusSeconds(2));
  }

  @Test
  void itRestsAsLongAsItWorksAndKeepsItsPace() {
    for (int at = 0; at < 20_000; at++) {
      log.add(ZERO, T_MS, "{}");
    }
    log.perPoll = 2_000;
    search(request(By.ID, id(1)));
    assertThat(log.nanos).as("200,000 in a second").isEqualTo(100_000_000);
    assertThat(log.restedNanos).isEqualTo(90_000_000);

    log.nanos = 0;
    log.restedNanos = 0;
    log.pollTakes = Duration.ofMillis(30);
    search(request(By.ID, id(1)));
    assertThat(log.restedNanos).as("half of the time").isEqualTo(log.nanos / 2);
  }

  @Test
  void aRecordThatCannotBeDeliveredIsSteppedOver() {
    for (int at = 0; at < 4; at++) {
      log.add(ZERO, T_MS + at, body(at, 0, TRACE));
    }
    log.perPoll = 1;
    log.instead.add(log::emptyPoll);
    for (int at = 0; at < 2; at++) {
      log.instead.add(
          () -> {
            throw new KafkaException(
                "Received exception when fetching the next record from orders-0. If needed,"
                    + " please seek past the record to continue consumption.");
          });
    }
    var answer = search(request(By.ID, id(0), id(1), id(3)));
    assertThat(answer.hits()).extracting(Hit::offset).containsExactly(1L, 3L);
    assertThat(answer.isWhole()).isFalse();
  }

  @Test
  void aRecordThatIsDeliveredAtTheSecondTryIsNoLoss() {
    log.add(ZERO, T_MS, body(1, 0, TRACE));
    log.instead.add(
        () -> {
          throw new KafkaException("Record batch for partition orders-0 at offset 0 is invalid");
        });
    var answer = search(request(By.ID, id(1)));
    assertThat(answer.hits()).hasSize(1);
    assertThat(answer.isWhole()).isTrue();
  }

  @Test
  void aLongRowOfThemIsPassedInFewSteps() {
    for (int at = 0; at < 5_000; at++) {
      log.add(ZERO, T_MS, body(0, 0, TRACE));
    }
    for (int at = 0; at < 100; at++) {
      log.instead.add(
          () -> {
            throw new KafkaException("Record batch for partition orders-0 at offset 0 is invalid");
          });
    }
    assertThat(search(request(By.ID, id(1)))).isEqualTo(new Answer(List.of(), false));
    assertThat(log.polls).isLessThan(20);
  }

  @Test
  void aRecordWhoseSchemaIsOnItsWayIsLeftOut() {
    var stub = new SchemaStub();
    stub.answers.put(7L, new SchemaSource.Answer.Pending());
    schemas = stub;
    log.put(ZERO, 0, T_MS, ByteBuffer.wrap(SchemaStub.body(7, new byte[] {2, 'x'})));
    log.put(ZERO, 1, T_MS, ByteBuffer.wrap(body(1, 0, TRACE).getBytes(UTF_8)));
    var answer = search(request(By.ID, id(1)));
    assertThat(answer.hits()).extracting(Hit::offset).containsExactly(1L);
    assertThat(answer.isWhole()).isFalse();
  }

  @Test
  void brokersThatDoNotAnswerAnyMoreAreAFailure() {
    log.add(ZERO, T_MS, body(1, 0, TRACE));
    log.instead.add(
        () -> {
          log.isDead = true;
          return log.poll(Duration.ZERO);
        });
    assertThatThrownBy(() -> search(request(By.ID, id(1)))).isInstanceOf(TimeoutException.class);
    assertThat(Duration.ofNanos(log.nanos)).isLessThan(Duration.ofSeconds(11));
  }

  @Test
  void aLogThatBringsNothingThoughItsBrokerAnswersIsGivenUp() {
    log.add(ZERO, T_MS, body(1, 0, TRACE));
    log.pollTakes = Duration.ofMillis(100);
    for (int at = 0; at < 1_000; at++) {
      log.instead.add(log::emptyPoll);
    }
    assertThat(search(request(By.ID, id(1)))).isEqualTo(new Answer(List.of(), false));
    assertThat(Duration.ofNanos(log.nanos)).isLessThan(Duration.ofSeconds(6));
  }
}
