package dev.weir.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.flow.HopAccount.Kind;
import dev.weir.ledger.IdWords;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.TopicSelector;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What replicas deliver of whole traces is in the sum once, whoever adds it up. */
class JoinedBookTest {
  private static final long TIME = 1_795_168_800_000_000L;

  private final Pipeline pipeline = pipeline(Duration.ofSeconds(5));
  private final JoinedBook book = new JoinedBook(pipeline);

  private static Pipeline pipeline(Duration within) {
    var hop = new Hop("a", "b", Hop.Expect.EVERY, within, null);
    return new Pipeline(
        "paper", "trading", FieldSources.defaults(), List.of(stage("a"), stage("b", hop)));
  }

  private static Stage stage(String name, Hop... after) {
    return new Stage(name, List.of(new TopicSelector.Exact(name)), List.of(after), null, null);
  }

  private static JoinedHops some(Pipeline pipeline, int completed, long lostId) {
    var joined = new JoinedHops(pipeline);
    joined.of(0).addCompleted(completed);
    joined.of(0).addLatency(TIME, 20_000);
    joined.of(0).add(Kind.LOST, new HopItem(new IdWords(lostId, 0, 0), 1, TIME, null));
    joined.addEndToEnd(TIME, 40_000);
    joined.k(2);
    return joined;
  }

  private static HopAccount account(JoinedBook book) {
    return book.hops().of(0).account(0);
  }

  @Test
  void deliveriesAddUpAndNoneTwice() throws CorruptSectionException {
    book.take("1-0", some(pipeline, 10, 1).delivery("r1", 1));
    book.take("2-0", some(pipeline, 100, 2).delivery("r2", 1));
    // The first was not answered, so it came again.
    book.take("3-0", some(pipeline, 10, 1).delivery("r1", 1));
    book.take("4-0", some(pipeline, 1_000, 3).delivery("r1", 2));

    assertThat(book.upTo()).isEqualTo("4-0");
    assertThat(account(book).completed()).isEqualTo(1_110);
    assertThat(account(book).lost()).isEqualTo(3);
    assertThat(account(book).of(Kind.LOST))
        .extracting(item -> item.id().word0())
        .contains(1L, 2L, 3L);
    assertThat(account(book).counted()).startsWith(1_110L, 3L);
    assertThat(book.hops().of(0).measured()).isEqualTo(3);
    assertThat(book.hops().endToEnd().measured()).isEqualTo(3);
    assertThat(book.hops().rate()).isEqualTo(0.25);
  }

  @Test
  void anotherLeaderGoesOnFromWhatWasKept() throws CorruptSectionException {
    book.take("1-0", some(pipeline, 10, 1).delivery("r1", 7));
    var writer = new SectionWriter();
    book.encode(writer);

    var next = new JoinedBook(pipeline);
    next.take("0-1", some(pipeline, 5_000, 9).delivery("r9", 1));
    next.adopt(new SectionReader(writer.toBytes()));
    next.take("2-0", some(pipeline, 10, 1).delivery("r1", 7));
    next.take("3-0", some(pipeline, 1, 2).delivery("r1", 8));
    assertThat(account(next).completed()).isEqualTo(11);
    assertThat(next.hops().of(0).measured()).isEqualTo(2);
  }

  @Test
  void theReplicasThatAreRememberedAreBounded() throws CorruptSectionException {
    for (int replica = 0; replica < 1_000; replica++) {
      book.take(replica + "-0", some(pipeline, 1, replica).delivery("r" + replica, 1));
    }
    assertThat(account(book).completed()).isEqualTo(1_000);
    var names = new SectionWriter();
    book.encode(names);
    var other = new JoinedBook(pipeline);
    other.adopt(new SectionReader(names.toBytes()));
    assertThat(account(other).lost()).isEqualTo(1_000);
  }

  @Test
  void aHopThatIsAnotherNowStartsOver() throws CorruptSectionException {
    var changed = new JoinedBook(pipeline(Duration.ofSeconds(6)));
    changed.take("1-0", some(pipeline, 10, 1).delivery("r1", 1));
    assertThat(account(changed).completed()).isZero();
    assertThat(changed.hops().endToEnd().measured()).isOne();
  }

  @Test
  void damageIsSaid() {
    byte[] delivery = some(pipeline, 10, 1).delivery("r1", 1);
    byte[] half = java.util.Arrays.copyOf(delivery, delivery.length / 2);
    assertThatThrownBy(() -> book.take("1-0", half)).isInstanceOf(CorruptSectionException.class);
    // It is not asked for again.
    assertThat(book.upTo()).isEqualTo("1-0");
  }
}
