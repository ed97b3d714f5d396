package dev.weir.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.KeyColumns;
import dev.weir.flow.KeyStatus;
import dev.weir.flow.KeyTable;
import dev.weir.flow.KeyView;
import dev.weir.flow.Micros;
import dev.weir.monitor.KeyQuery.Sort;
import dev.weir.pipeline.Slice;
import dev.weir.pipeline.StageEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyPagesTest {
  private static final Instant NOW = Samples.NOW;

  private final Slice slice = new Slice();

  private void add(KeyTable table, byte[] key, int events, double secondsAgo) {
    slice.set(key, 0, key.length);
    long micros =
        Double.isNaN(secondsAgo)
            ? StageEvent.NO_TIME
            : Micros.of(NOW) - Math.round(secondsAgo * 1_000_000);
    for (int event = 0; event < events; event++) {
      table.add(slice, micros);
    }
  }

  private void add(KeyTable table, String key, int events, double secondsAgo) {
    add(table, key.getBytes(UTF_8), events, secondsAgo);
  }

  private static KeyPage page(KeyTable table, @Nullable KeyStatus status, Sort sort, int limit) {
    return KeyPages.page(
        "risk",
        KeyColumns.of(table),
        Samples.seconds(1, 60),
        new KeyQuery(status, sort, limit),
        NOW);
  }

  private static List<String> names(KeyPage page) {
    return page.keys().stream().map(KeyView::key).toList();
  }

  private KeyTable symbols() {
    var table = new KeyTable(10);
    add(table, "LIVE", 5, 0.5);
    add(table, "STALE", 9, 120);
    add(table, "DELAYED", 7, 30);
    add(table, "AGED", 7, 30);
    return table;
  }

  @Test
  void everyOrderIsTotal() {
    assertThat(names(page(symbols(), null, Sort.AGE, 10)))
        .containsExactly("STALE", "AGED", "DELAYED", "LIVE");
    assertThat(names(page(symbols(), null, Sort.EVENTS, 10)))
        .containsExactly("STALE", "AGED", "DELAYED", "LIVE");
    assertThat(names(page(symbols(), null, Sort.KEY, 10)))
        .containsExactly("AGED", "DELAYED", "LIVE", "STALE");
  }

  @Test
  void aKeySaysItsFigures() {
    assertThat(page(symbols(), KeyStatus.LIVE, Sort.KEY, 10).keys())
        .containsExactly(
            new KeyView("LIVE", KeyStatus.LIVE, 5, NOW.minusMillis(500), Duration.ofMillis(500)));
  }

  @Test
  void theTotalCountsWhatTheLimitLeavesOut() {
    var page = page(symbols(), KeyStatus.DELAYED, Sort.KEY, 1);
    assertThat(page.total()).isEqualTo(2);
    assertThat(names(page)).containsExactly("AGED");
  }

  @Test
  void keysBeyondTheTableAreOneEntry() {
    var table = new KeyTable(2);
    for (int key = 0; key < 6; key++) {
      add(table, "K" + key, 3, 2);
    }
    var page = page(table, null, Sort.EVENTS, 10);
    assertThat(page.total()).isEqualTo(3);
    assertThat(page.keys().getFirst())
        .isEqualTo(
            new KeyView(
                KeyView.OVERFLOW,
                KeyStatus.DELAYED,
                12,
                NOW.minusSeconds(2),
                Duration.ofSeconds(2)));
    assertThat(names(page(table, KeyStatus.LIVE, Sort.KEY, 10))).isEmpty();
  }

  @Test
  void keysThatAreNoTextAreShownInHex() {
    var table = new KeyTable(10);
    add(table, new byte[] {(byte) 0xff, 0x00, 0x1a}, 1, 0);
    add(table, "Ü", 1, 0);
    assertThat(names(page(table, null, Sort.KEY, 10))).containsExactly("0xff001a", "Ü");
  }

  @Test
  void aKeyOfTheFutureHasNoAgeAndOneWithoutTimeIsTheOldest() {
    var table = new KeyTable(10);
    add(table, "AHEAD", 1, -5);
    add(table, "TIMELESS", 1, Double.NaN);
    add(table, "PAST", 1, 100);
    var page = page(table, null, Sort.AGE, 10);
    assertThat(names(page)).containsExactly("TIMELESS", "PAST", "AHEAD");
    assertThat(page.keys().getLast().age()).isZero();
    assertThat(page.keys().getFirst().newestEventTime()).isNull();
    assertThat(page.keys().getFirst().status()).isEqualTo(KeyStatus.STALE);
  }

  @Test
  void theNewestKeyIsThatOfTheNewestEvent() {
    assertThat(KeyPages.newestKey(KeyColumns.of(symbols()))).isEqualTo("LIVE");
    assertThat(KeyPages.newestKey(KeyColumns.of(new KeyTable(1)))).isEmpty();
  }
}
