package dev.weir.bounds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stack.ProcessFigures;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Abuse of every kind in small: what Weir says stays exact, and its memory where it was under as
 * much normal load, but for pages of its files, which the system takes and gives. {@code ./weir
 * bench bounds} does the same at full size.
 */
class BoundsIT {
  /** Of the memory after normal load: a heap may still grow within its limit. */
  private static final double MOST_GROWTH = 1.6;

  /** Of which a small process has as much: threads that had nothing to do before, buffers. */
  private static final double MOST_MORE_MB = 48;

  /**
   * Answers that nobody reads, 16 MB on each of the ports, and those that are being made when that
   * is passed, with their threads; all that is asked for would be a gigabyte.
   */
  private static final double UNREAD_MB = 96;

  private static final long SEED = System.nanoTime();

  private static Subject subject;
  private static Writer writer;
  private static Cases cases;
  private static double beforeMb;

  private Subject.Peak peak;
  private double moreMb = MOST_MORE_MB;

  @BeforeAll
  static void start() throws InterruptedException {
    subject = new Subject(null);
    writer = new Writer(subject.kafka().bootstrap());
    cases = new Cases(subject, writer);
    var usual = subject.watch(ProcessFigures::anonymousMb);
    // As many records as any case has, and a table of keys that is full.
    for (int at = 0; at < 400_000; at++) {
      writer.send(
          new org.apache.kafka.clients.producer.ProducerRecord<>(
              "normal",
              ("SYM" + at % 5_000).getBytes(java.nio.charset.StandardCharsets.UTF_8),
              new byte[200]));
    }
    writer.flush();
    cases.exact("normal", "normal");
    usual.close();
    beforeMb = usual.mostMb();
  }

  @AfterAll
  static void stop() {
    writer.close();
    subject.close();
  }

  @BeforeEach
  void watch() {
    peak = subject.watch(ProcessFigures::anonymousMb);
  }

  @AfterEach
  void memoryIsFlat() {
    peak.close();
    assertThat(peak.mostMb())
        .as("MB, before %.0f", beforeMb)
        .isLessThan(beforeMb * MOST_GROWTH + moreMb);
    assertThat(subject.weir().process().isAlive()).isTrue();
  }

  @Test
  void keysBeyondTheLimitShareOneEntryAndPagesOfThemHaveABound() throws Exception {
    cases.keys(100_000);
    cases.overLimit();
    assertThat(cases.pages(20, 2)).isLessThan(40);
  }

  @Test
  void garbageInHeadersIsCountedAndKeptNowhere() {
    try {
      cases.headers(10_000, SEED);
    } catch (IllegalStateException e) {
      throw new AssertionError("seed " + SEED, e);
    }
  }

  @Test
  void namesOfAMegabyteAreCutOrCountedApart() throws Exception {
    cases.names(60);
  }

  @Test
  void topicsThatCameAndWentAreForgotten() throws Exception {
    cases.topics(30);
  }

  @Test
  void withoutTheStoreNothingPilesUp() throws InterruptedException {
    cases.withoutStore(Duration.ofSeconds(10), 20_000, 5_000);
  }

  @Test
  void probesAnswerWhileHundredsOfClientsHang() throws Exception {
    moreMb += UNREAD_MB;
    // Longer than a client may take nothing of its answer.
    cases.hangingClients(200, Duration.ofSeconds(25));
    assertThat(cases.pages(1, 3)).as("the page is served again").isZero();
  }
}
