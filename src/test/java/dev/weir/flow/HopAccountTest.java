package dev.weir.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.HopAccount.Kind;
import dev.weir.ledger.IdWords;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HopAccountTest {
  private static final long SECOND = 1_000_000;
  private static final long START = Events.START;

  /** A quiet view before, so that the parents' time since they were seen has passed. */
  private static HopAccount settled(Journey journey, long nowMicros) {
    var builder = new ViewBuilder(journey.pipeline(), 100);
    var states = journey.read(nowMicros);
    Journey.account(builder, states, nowMicros - 10 * SECOND);
    return Journey.account(builder, states, nowMicros);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void everyPlantedIdIsNamedAndNoOther(long seed) {
    var random = new SplittableRandom(seed);
    var journey = new Journey(random, 100);
    var planted = new HashMap<Kind, Map<String, Integer>>();
    int parents = 0;
    int rejected = 0;
    long late = 0;
    var writes = new ArrayList<Runnable>();
    var times = new ArrayList<Long>();
    for (long at = 0; at < 60 * SECOND; at += random.nextInt(1, 8_000)) {
      long time = START + at;
      var id = journey.idAt(time);
      boolean expected = random.nextInt(10) != 0;
      at(times, writes, time, () -> journey.parent(id, time, expected));
      long child = time + random.nextInt(900_000);
      switch (random.nextInt(200)) {
        case 0 -> {
          if (expected) {
            plant(planted, Kind.LOST, id);
          }
        }
        case 1 -> {
          if (expected) {
            at(times, writes, child, () -> journey.child(id, child));
            at(times, writes, child + SECOND, () -> journey.child(id, child + SECOND));
            plant(planted, Kind.DUPLICATED, id);
          }
        }
        case 2 -> {
          if (expected) {
            long after = time + Journey.WITHIN.toNanos() / 1000 + 2_000;
            at(times, writes, after, () -> journey.child(id, after));
            plant(planted, Kind.LATE, id);
            late++;
          }
        }
        case 3 -> {
          var orphan = journey.idAt(time);
          at(times, writes, child, () -> journey.child(orphan, child));
          plant(planted, Kind.EXTRA, orphan);
          if (expected) {
            at(times, writes, child, () -> journey.child(id, child));
          }
        }
        case 4 -> {
          if (!expected) {
            at(times, writes, child, () -> journey.child(id, child));
            plant(planted, Kind.EXTRA, id);
          }
          if (expected) {
            // Written twice, so two children.
            at(times, writes, child, () -> journey.parent(id, child, true));
            at(times, writes, child, () -> journey.child(id, child));
            at(times, writes, child, () -> journey.child(id, child));
            parents++;
          }
        }
        default -> {
          if (expected) {
            at(times, writes, child, () -> journey.child(id, child));
          }
        }
      }
      parents += expected ? 1 : 0;
      rejected += expected ? 0 : 1;
    }
    play(times, writes);

    var account = settled(journey, START + 100 * SECOND);

    assertThat(rejected).isPositive();
    assertThat(account.isExact()).isTrue();
    assertThat(ids(account, Kind.LOST)).isEqualTo(planted.getOrDefault(Kind.LOST, Map.of()));
    assertThat(ids(account, Kind.LATE)).isEqualTo(planted.getOrDefault(Kind.LATE, Map.of()));
    var surplus = new HashMap<String, Integer>();
    for (var kind : List.of(Kind.DUPLICATED, Kind.EXTRA, Kind.UNCLASSIFIED)) {
      surplus.putAll(ids(account, kind));
    }
    var wanted = new HashMap<>(planted.getOrDefault(Kind.DUPLICATED, Map.of()));
    wanted.putAll(planted.getOrDefault(Kind.EXTRA, Map.of()));
    assertThat(surplus).isEqualTo(wanted);
    assertThat(account.surplus()).isEqualTo(wanted.size());
    assertThat(account.late()).isEqualTo(late);
    assertThat(account.pending()).isZero();
    assertThat(account.unaccounted()).isZero();
    assertThat(account.completed() + account.lost() + account.late()).isEqualTo(parents);
  }

  /** So many signals of which one in so many is lost, through twelve partitions a side. */
  @ParameterizedTest
  @CsvSource({"1000000, 1000000", "20000, 100"})
  void theLostOnesAreNamedHoweverFewOrManyTheyAre(int signals, int oneIn) {
    var random = new SplittableRandom(oneIn);
    var journey = new Journey(random, 100);
    // At 50,000 and at 200 a second.
    long step = oneIn == 100 ? 5_000 : 20;
    var reader = journey.reader(12);
    var lost = new HashMap<String, Integer>();
    for (int at = 0; at < signals; at++) {
      long time = START + at * step;
      var id = journey.idAt(time);
      reader.parent(id, time);
      if (random.nextInt(oneIn) == 0 || at == signals / 2) {
        lost.put(id.toString(), 1);
      } else {
        reader.child(id, time + random.nextInt(1_000_000));
      }
    }
    long end = START + signals * step + 20 * SECOND;
    var builder = new ViewBuilder(journey.pipeline(), 100);
    builder.closes(false);
    Journey.account(builder, reader.states(), end - 10 * SECOND);
    var account = Journey.account(builder, reader.states(), end);
    assertThat(account.isExact()).isTrue();
    assertThat(ids(account, Kind.LOST)).isEqualTo(lost);
    assertThat(account.completed()).isEqualTo(signals - lost.size());
    assertThat(account.surplus()).isZero();
  }

  @Test
  void fewEnoughToBeListedAreToldApart() {
    var journey = new Journey(new SplittableRandom(1), 100);
    var twice = journey.parent(START, true);
    journey.child(twice, START + 1000);
    journey.child(twice, START + 2000);
    var orphan = journey.idAt(START + 5000);
    journey.child(orphan, START + 9000);
    var unwanted = journey.parent(START + 10_000, false);
    journey.child(unwanted, START + 20_000);
    journey.child(null, START + 30_000);

    var account = settled(journey, START + 60 * SECOND);

    assertThat(ids(account, Kind.DUPLICATED)).containsOnlyKeys(twice.toString());
    assertThat(ids(account, Kind.EXTRA)).containsOnlyKeys(orphan.toString(), unwanted.toString());
    assertThat(account.unclassified()).isZero();
    assertThat(account.unlinked()).isEqualTo(1);
    assertThat(account.completed()).isEqualTo(1);
  }

  @Test
  void nothingIsLostBeforeItsDeadlineNorWhileWeAreBehind() {
    var journey = new Journey(new SplittableRandom(2), 100);
    var id = journey.parent(START, true);
    var builder = new ViewBuilder(journey.pipeline(), 100);
    var states = journey.read(START);
    Journey.account(builder, states, START);
    assertThat(Journey.account(builder, states, START + 15 * SECOND).pending()).isEqualTo(1);
    var behind = Journey.account(builder, states, START + 60 * SECOND, Duration.ofSeconds(50));
    assertThat(behind.pending()).isEqualTo(1);
    assertThat(behind.lost()).isZero();

    var account = Journey.account(builder, states, START + 61 * SECOND);
    assertThat(ids(account, Kind.LOST)).containsOnlyKeys(id.toString());
    assertThat(account.pending()).isZero();
    assertThat(account.counted().get(1)).isEqualTo(1);
  }

  @Test
  void aLogThatIsReadFasterThanItWasWrittenIsNotJudgedAtOnce() {
    var journey = new Journey(new SplittableRandom(2), 100);
    journey.parent(START, true);
    var builder = new ViewBuilder(journey.pipeline(), 100);
    long muchLater = START + 3_600 * SECOND;
    assertThat(Journey.account(builder, journey.read(START), muchLater).lost()).isZero();
    assertThat(Journey.account(builder, journey.read(START), muchLater + SECOND).lost()).isZero();
  }

  @Test
  void aLateChildTurnsLostIntoLate() {
    var journey = new Journey(new SplittableRandom(3), 100);
    var id = journey.parent(START, true);
    var builder = new ViewBuilder(journey.pipeline(), 100);
    var states = journey.read(START);
    Journey.account(builder, states, START);
    assertThat(Journey.account(builder, states, START + 30 * SECOND).lost()).isEqualTo(1);

    journey.child(id, START + 31 * SECOND);
    var account = Journey.account(builder, journey.read(START + 40 * SECOND), START + 40 * SECOND);
    assertThat(account.lost()).isZero();
    assertThat(ids(account, Kind.LATE)).containsOnlyKeys(id.toString());
    assertThat(account.counted().get(1)).isEqualTo(1);
  }

  @Test
  void soDoesAChildOfABucketThatIsClosed() {
    var journey = new Journey(new SplittableRandom(4), 100);
    var id = journey.parent(START, true);
    var ok = journey.parent(START + SECOND, true);
    journey.child(ok, START + 2 * SECOND);
    var builder = new ViewBuilder(journey.pipeline(), 100);
    var states = journey.read(START + 10 * SECOND);
    Journey.account(builder, states, START + 10 * SECOND);
    long closed = START + 400 * SECOND;
    assertThat(Journey.account(builder, states, closed).lost()).isEqualTo(1);
    assertThat(Journey.account(builder, states, closed + SECOND).lost()).isEqualTo(1);

    // The partition goes on, and then the child comes.
    for (int partition = 0; partition < 30; partition++) {
      journey.child(null, closed + 2 * SECOND);
    }
    journey.child(id, closed + 3 * SECOND);
    var account = Journey.account(builder, journey.read(closed + 5 * SECOND), closed + 6 * SECOND);
    assertThat(account.lost()).isZero();
    assertThat(ids(account, Kind.LATE)).containsOnlyKeys(id.toString());
    assertThat(account.completed()).isEqualTo(1);
    assertThat(account.surplus()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void statesThatWereStoredInBetweenGiveTheSame(long seed) {
    var random = new SplittableRandom(seed);
    var journey = new Journey(random, 100);
    for (long at = 0; at < 40 * SECOND; at += random.nextInt(1, 20_000)) {
      var id = journey.parent(START + at, true);
      if (random.nextInt(50) != 0) {
        journey.child(id, START + at + 100);
      }
    }
    long end = START + 80 * SECOND;
    var stored = new ArrayList<PartitionState>();
    for (var partition : journey.partitions()) {
      var codec = new SnapshotCodec();
      var state = journey.empty(partition);
      var sections = new HashMap<String, byte[]>();
      for (long at = START; at < START + 50 * SECOND; at += random.nextInt(5_000_000)) {
        journey.read(state, at);
        sections.putAll(codec.encodeChanges(state));
        if (random.nextInt(3) == 0) {
          var shape = state.figures().shape;
          var decoded = SnapshotCodec.decode(partition, shape, state.nextOffset(), sections);
          state = ((SnapshotCodec.Decoded.Ok) decoded).state();
        }
      }
      journey.read(state, end);
      stored.add(state);
    }
    var expected = settled(journey, end);
    var builder = new ViewBuilder(journey.pipeline(), 100);
    Journey.account(builder, stored, end - 10 * SECOND);
    var account = Journey.account(builder, stored, end);
    assertThat(account.lost()).isPositive();
    assertThat(ids(account, Kind.LOST)).isEqualTo(ids(expected, Kind.LOST));
    assertThat(account.completed()).isEqualTo(expected.completed());
  }

  @Test
  void moreLostOnesThanFitAreCountedAndSaidNotToBeNamed() {
    var journey = new Journey(new SplittableRandom(5), 100);
    for (int i = 0; i < 2_000; i++) {
      var id = journey.parent(START + i * 1_000L, true);
      if (i % 2 == 0) {
        journey.child(id, START + i * 1_000L + 500);
      }
    }
    var account = settled(journey, START + 60 * SECOND);
    assertThat(account.lost()).isEqualTo(1_000);
    assertThat(account.completed()).isEqualTo(1_000);
    assertThat(account.isExact()).isFalse();
  }

  @Test
  void whatBeganBeforeWeDidIsNotAccounted() {
    var journey = new Journey(new SplittableRandom(6), 100);
    journey.child(journey.idAt(START - SECOND), START + SECOND);
    var ours = journey.parent(START + 20 * SECOND, true);
    journey.child(ours, START + 21 * SECOND);
    var builder = new ViewBuilder(journey.pipeline(), 100);
    builder.origin(Instant.ofEpochSecond(START / SECOND));
    var states = journey.read(START + 30 * SECOND);
    Journey.account(builder, states, START + 50 * SECOND);
    var account = Journey.account(builder, states, START + 60 * SECOND);
    assertThat(account.surplus()).isZero();
    assertThat(account.unaccounted()).isEqualTo(1);
    assertThat(account.completed()).isEqualTo(1);
  }

  @Test
  void whatWasKeptIsGoneOnFrom() {
    var journey = new Journey(new SplittableRandom(8), 100);
    var lost = journey.parent(START, true);
    var ok = journey.parent(START, true);
    journey.child(ok, START + 1000);
    var builder = new ViewBuilder(journey.pipeline(), 100);
    var states = journey.read(START + SECOND);
    Journey.account(builder, states, START + 10 * SECOND);
    Journey.account(builder, states, START + 30 * SECOND);
    var before = Journey.account(builder, states, START + 400 * SECOND);
    assertThat(before.counted()).containsExactly(1L, 1L, 0L, 0L, 0L);

    // Another replica, which the partitions show no more than what they have now.
    var other = new ViewBuilder(journey.pipeline(), 100);
    other.closes(false);
    assertThat(other.adoptAccounts(builder.accounts())).isNull();
    var after = Journey.account(other, List.of(), START + 401 * SECOND);
    assertThat(after).isEqualTo(before);
    assertThat(ids(after, Kind.LOST)).containsOnlyKeys(lost.toString());

    assertThat(other.adoptAccounts(new byte[] {1, 1, 3, 'a'})).contains("damaged");
    assertThat(other.adoptAccounts(new byte[] {9})).contains("newer Weir");
  }

  @Test
  void idsThatTellNoTimeAreNoLossAndWholeTracesTellOfThem() {
    var journey = new Journey(new SplittableRandom(9), 100);
    for (int at = 0; at < 50; at++) {
      var id = new UUID(0x4000L | (long) at << 32, Long.MIN_VALUE | at);
      assertThat(id.version()).isEqualTo(4);
      journey.parent(id, START + at * SECOND, true);
      if (at % 5 != 0) {
        journey.child(id, START + at * SECOND + 1_000);
      }
    }
    var mirror = new ViewBuilder(journey.pipeline(), 100);
    var states = journey.read(START + 60 * SECOND);
    var alone = Journey.hop(mirror, states, START + 100 * SECOND);
    assertThat(alone.isUntold()).isTrue();
    assertThat(alone.latency()).isNull();
    assertThat(accountOf(alone).lost()).isZero();
    assertThat(accountOf(alone).pending()).isZero();
    assertThat(accountOf(alone).unaccounted()).isEqualTo(90);
    assertThat(alone.samplingRate()).isNull();

    var joined = new JoinedHops(journey.pipeline());
    joined.of(0).addCompleted(40);
    joined.of(0).addLatency(START + 90 * SECOND, 1_000);
    var lost = new HopItem(new IdWords(1, 2, 3), 1, START, null);
    joined.of(0).add(Kind.LOST, lost);
    joined.k(3);
    assertThat(mirror.join("7-0", joined.delivery("r", 1))).isNull();
    var told = Journey.hop(mirror, states, START + 101 * SECOND);
    assertThat(told.samplingRate()).isEqualTo(0.125);
    assertThat(accountOf(told).unaccounted()).isZero();
    assertThat(told.latency()).isNotNull();
    assertThat(accountOf(told).completed()).isEqualTo(40);
    assertThat(accountOf(told).of(Kind.LOST)).containsExactly(lost);
    assertThat(accountOf(told).isExact()).isFalse();
    assertThat(accountOf(told).counted()).startsWith(40L, 1L);

    // It goes with what is kept, from where it is gone on.
    var other = new ViewBuilder(journey.pipeline(), 100);
    assertThat(other.adoptAccounts(mirror.accounts())).isNull();
    assertThat(other.joinedUpTo()).isEqualTo("7-0");
    assertThat(Journey.hop(other, states, START + 101 * SECOND)).isEqualTo(told);
    assertThat(other.join("8-0", new byte[] {1, 1})).contains("damaged");
  }

  @Test
  void aGapIsNoLoss() {
    var journey = new Journey(new SplittableRandom(7), 100);
    var id = journey.parent(START, true);
    journey.child(id, START + 1000);
    var states = new ArrayList<PartitionState>();
    for (var state : journey.read(START)) {
      if (state.id().topic().equals("one")) {
        states.add(state);
      }
    }
    // The child's partition was cut off behind it.
    for (var partition : journey.partitions()) {
      if (partition.topic().equals("two")) {
        var state = journey.empty(partition);
        state.skip(0, 1);
        journey.child(null, START + 20 * SECOND);
        states.add(state);
      }
    }
    var builder = new ViewBuilder(journey.pipeline(), 100);
    Journey.account(builder, states, START + 50 * SECOND);
    var account = Journey.account(builder, states, START + 60 * SECOND);
    assertThat(account.lost()).isZero();
    assertThat(account.pending()).isZero();
    assertThat(account.unaccounted()).isEqualTo(1);
  }

  private static HopAccount accountOf(HopView hop) {
    return Objects.requireNonNull(hop.account());
  }

  private static void at(List<Long> times, List<Runnable> writes, long time, Runnable write) {
    times.add(time);
    writes.add(write);
  }

  private static void play(List<Long> times, List<Runnable> writes) {
    var order = new ArrayList<Integer>();
    for (int at = 0; at < times.size(); at++) {
      order.add(at);
    }
    order.sort(Comparator.comparing(times::get));
    order.forEach(at -> writes.get(at).run());
  }

  private static void plant(Map<Kind, Map<String, Integer>> planted, Kind kind, UUID id) {
    planted.computeIfAbsent(kind, _ -> new HashMap<>()).merge(id.toString(), 1, Integer::sum);
  }

  private static Map<String, Integer> ids(HopAccount account, Kind kind) {
    var ids = new HashMap<String, Integer>();
    for (var item : account.of(kind)) {
      ids.merge(String.valueOf(item.id().text()), item.times(), Integer::sum);
    }
    return ids;
  }
}
