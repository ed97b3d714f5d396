package dev.weir.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.pipeline.Slice;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTableTest {
  private final Slice slice = new Slice();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void keptKeysAreExactAndTheRestIsInTheOverflow(long seed) {
    var random = new Random(seed);
    var table = new KeyTable(100);
    var exact = new HashMap<String, Long>();
    for (int at = 0; at < 50_000; at++) {
      var key = "k" + (int) Math.abs(random.nextGaussian() * 400);
      exact.merge(key, 1L, Long::sum);
      add(table, key, at);
    }
    assertThat(table.size()).as("seed %d", seed).isEqualTo(100);
    long kept = 0;
    for (int entry = 0; entry < table.size(); entry++) {
      var key = new String(table.key(entry), StandardCharsets.UTF_8);
      assertThat(table.events(entry)).as(key).isEqualTo(exact.get(key));
      kept += table.events(entry);
    }
    assertThat(kept + table.otherEvents()).isEqualTo(50_000);
    assertThat(table.otherNewest()).isPositive();
  }

  @Test
  void memoryStaysBoundedWhenEveryKeyIsNew() {
    var table = new KeyTable(50);
    for (int at = 0; at < 200_000; at++) {
      add(table, "order-" + at, at);
    }
    assertThat(table.size()).isEqualTo(50);
    assertThat(table.otherEvents()).isEqualTo(200_000 - 50);
  }

  @Test
  void overlongKeysGoToTheOverflow() {
    var table = new KeyTable(10);
    add(table, "x".repeat(KeyTable.MAX_KEY_BYTES + 1), 5);
    add(table, "x".repeat(KeyTable.MAX_KEY_BYTES), 6);
    assertThat(table.size()).isEqualTo(1);
    assertThat(table.otherEvents()).isEqualTo(1);
  }

  private void add(KeyTable table, String key, long time) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    slice.set(bytes, 0, bytes.length);
    table.add(slice, time);
  }
}
