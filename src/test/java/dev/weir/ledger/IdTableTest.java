package dev.weir.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.trace.PackedId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdTableTest {
  private static final int CELLS = 256;

  @Test
  void aHundredDifferencesTakeTwoHundredAndFiftySixCells() {
    assertThat(IdTable.cellsFor(100)).isEqualTo(CELLS);
    assertThat(IdTable.cellsFor(1)).isEqualTo(IdTable.MIN_CELLS);
    assertThat(IdTable.cellsFor(1_000)).isEqualTo(2_048);
    assertThat(IdTable.cellsFor(20_000)).isEqualTo(1 << 16);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatRemainsIsTheDifferenceOfTheMultisets(long seed) {
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 200; round++) {
      var truth = new HashMap<IdWords, Integer>();
      var tables = new ArrayList<IdTable>();
      for (int part = 0; part < 4; part++) {
        tables.add(new IdTable(CELLS));
      }
      int many = random.nextInt(2_000);
      for (int at = 0; at < many; at++) {
        var id = next(random);
        add(tables, random, id, 1);
        add(tables, random, id, -1);
      }
      int differences = random.nextInt(101);
      for (int at = 0; at < differences; at++) {
        var id = next(random);
        int times = random.nextInt(10) == 0 ? random.nextInt(1, 40) : 1;
        times *= random.nextBoolean() ? 1 : -1;
        truth.merge(id, times, Integer::sum);
        add(tables, random, id, times);
      }
      Collections.shuffle(tables, new Random(seed));
      var sum = new IdTable(CELLS);
      tables.forEach(table -> sum.merge(table, 1));
      var result = Peeling.of(sum);
      assertThat(result.isExact()).as("seed %d, round %d", seed, round).isTrue();
      assertThat(byId(result.differences())).isEqualTo(truth);
    }
  }

  @Test
  void anIdMayRemainAThousandTimesButNotEvery1024th() {
    var id = new IdWords(123, 456, 789);
    for (int times : new int[] {1000, -1000, 999, 512, 1536, 1_000_001, -3}) {
      var table = new IdTable(CELLS);
      table.add(id.word0(), id.word1(), id.word2(), times);
      assertThat(byId(Peeling.of(table).differences())).isEqualTo(Map.of(id, times));
    }
    var table = new IdTable(CELLS);
    table.add(id.word0(), id.word1(), id.word2(), 1024);
    assertThat(Peeling.of(table).isExact()).isFalse();
  }

  @Test
  void tooManyDifferencesAreSaidToBeTooMany() {
    var random = new SplittableRandom(5);
    for (int round = 0; round < 100; round++) {
      var truth = new HashMap<IdWords, Integer>();
      var table = new IdTable(CELLS);
      for (int at = 0; at < 1_000; at++) {
        var id = next(random);
        truth.put(id, 1);
        table.add(id.word0(), id.word1(), id.word2(), 1);
      }
      var result = Peeling.of(table);
      assertThat(result.isExact()).isFalse();
      // What is named all the same is right.
      assertThat(truth.keySet()).containsAll(byId(result.differences()).keySet());
    }
  }

  @Test
  void twentyThousandTablesOfAHundredDifferencesAreAllRead() {
    var random = new SplittableRandom(11);
    int failures = 0;
    for (int round = 0; round < 20_000; round++) {
      var table = new IdTable(CELLS);
      for (int at = 0; at < 100; at++) {
        var id = next(random);
        table.add(id.word0(), id.word1(), id.word2(), random.nextBoolean() ? 1 : -1);
      }
      failures += Peeling.of(table).isExact() ? 0 : 1;
    }
    assertThat(failures).isZero();
  }

  @Test
  void bytesAreAsGoodAsTheTable() {
    var random = new SplittableRandom(3);
    var table = new IdTable(CELLS);
    for (int at = 0; at < 500; at++) {
      var id = next(random);
      table.add(id.word0(), id.word1(), id.word2(), random.nextInt(-3, 4));
    }
    var bytes = table.toBytes();
    assertThat(bytes).hasSize(IdTable.bytes(CELLS));
    var read = new IdTable(CELLS);
    read.mergeBytes(bytes, 0, bytes.length, 1);
    assertThat(read).isEqualTo(table);
    read.mergeBytes(bytes, 0, bytes.length, -1);
    assertThat(read.isZero()).isTrue();
  }

  @Test
  void theOrderDoesNotMatter() {
    var random = new SplittableRandom(9);
    var ids = new ArrayList<IdWords>();
    for (int at = 0; at < 3_000; at++) {
      ids.add(next(random));
    }
    var one = new IdTable(CELLS);
    ids.forEach(id -> one.add(id.word0(), id.word1(), id.word2(), 1));
    Collections.shuffle(ids, new Random(1));
    var other = new IdTable(CELLS);
    ids.forEach(id -> other.add(id.word0(), id.word1(), id.word2(), 1));
    assertThat(other).isEqualTo(one);
  }

  private static void add(List<IdTable> tables, RandomGenerator random, IdWords id, int times) {
    tables.get(random.nextInt(tables.size())).add(id.word0(), id.word1(), id.word2(), times);
  }

  private static Map<IdWords, Integer> byId(List<Difference> differences) {
    var byId = new HashMap<IdWords, Integer>();
    for (var difference : differences) {
      byId.put(difference.id(), difference.times());
    }
    return byId;
  }

  /** Of a kind that there is. */
  private static IdWords next(RandomGenerator random) {
    int unused = Long.SIZE - PackedId.WORD_BITS;
    return new IdWords(
        random.nextLong() >>> (unused + 1),
        random.nextLong() >>> unused,
        random.nextLong() >>> unused);
  }
}
