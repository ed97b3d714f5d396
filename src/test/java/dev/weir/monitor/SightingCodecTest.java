package dev.weir.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.pipeline.StageEvent;
import dev.weir.trace.Sampling;
import dev.weir.trace.TraceNotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SightingCodecTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  private static final Sighting USUAL =
      new Sighting(
          "019353a1-0000-7000-8000-000000000002",
          "019353a1-0000-7000-8000-000000000001",
          TRACE,
          "00f067aa0ba902b7",
          Sampling.SAMPLED,
          TraceNotation.W3C,
          "INFY",
          "trading.signals",
          7,
          1_234_567,
          SightingSamples.NOON,
          SightingSamples.NOON + 3_250,
          1,
          0);

  private static byte[] encode(Sighting sighting) {
    return SightingSamples.batches(List.of(sighting)).getFirst().entries().getFirst().sighting();
  }

  @Test
  void anEventOfThePlatformTakesAHundredBytes() {
    byte[] bytes = encode(USUAL);

    assertThat(bytes).hasSize(104);
    assertThat(SightingCodec.decode(bytes)).contains(USUAL);
  }

  @Test
  void whatIsReadIsWhatWasSeen() {
    long seed = 31;
    var random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      var seen = new ArrayList<Sighting>();
      for (int at = 0; at < random.nextInt(1, 600); at++) {
        seen.add(any(random));
      }

      var batches = SightingSamples.batches(seen, "c-1");

      assertThat(batches).allMatch(batch -> batch.count() <= SightingBuffer.MOST);
      var entries = batches.stream().flatMap(batch -> batch.entries().stream()).toList();
      assertThat(entries).hasSize(seen.size());
      for (int at = 0; at < seen.size(); at++) {
        var entry = entries.get(at);
        var sighting = seen.get(at);
        assertThat(SightingCodec.decode(entry.sighting()))
            .as("seed %d, round %d", seed, round)
            .contains(sighting);
        var own = sighting.traceId() == null ? sighting.eventId() : sighting.traceId();
        assertThat(entry.trace()).isEqualTo(SightingSamples.hash(String.valueOf(own)));
        assertThat(entry.names()).contains(SightingSamples.hash("c-1"));
        var event = sighting.eventId();
        if (event != null && !event.equals(own)) {
          assertThat(entry.names()).contains(SightingSamples.hash(event));
        }
      }
    }
  }

  private static Sighting any(RandomGenerator random) {
    var trace = random.nextInt(4) == 0 ? null : id(random);
    boolean hasSpan = trace != null && random.nextBoolean();
    long event = random.nextInt(9) == 0 ? 0 : random.nextLong(1L << random.nextInt(1, 60));
    return new Sighting(
        trace == null || random.nextBoolean() ? id(random) : null,
        random.nextBoolean() ? id(random) : null,
        trace,
        hasSpan ? "%016x".formatted(random.nextLong()) : null,
        List.of(Sampling.values()).get(random.nextInt(4)),
        trace == null ? null : TraceNotation.of(random.nextInt(TraceNotation.count())),
        random.nextBoolean() ? "K".repeat(random.nextInt(SightingBuffer.MAX_KEY + 1)) : null,
        "t".repeat(random.nextInt(1, 250)),
        random.nextInt(1 << random.nextInt(1, 31)),
        random.nextLong(1L << random.nextInt(1, 63)),
        event,
        event + random.nextLong(-5_000_000, 5_000_000),
        random.nextInt(3) == 0 ? random.nextLong() : random.nextInt(4),
        0);
  }

  private static String id(RandomGenerator random) {
    var uuid = new UUID(random.nextLong(), random.nextLong()).toString();
    return switch (random.nextInt(4)) {
      case 0 -> uuid;
      case 1 -> uuid.replace("-", "");
      case 2 -> "ö".repeat(random.nextInt(1, 65));
      default -> "order-" + random.nextInt();
    };
  }

  @Test
  void whatIsTooLongIsCutAndFoundByWhatIsLeft() {
    var id = "x".repeat(1_000);
    var sighting =
        new Sighting(id, id, null, null, Sampling.UNKNOWN, null, id, "t", 0, 1, 2, 3, 0, 0);

    var entry = SightingSamples.batches(List.of(sighting)).getFirst().entries().getFirst();
    var read = SightingCodec.decode(entry.sighting()).orElseThrow();

    assertThat(read.eventId()).isEqualTo("x".repeat(SightingBuffer.MAX_ID));
    assertThat(read.parentId()).isEqualTo(read.eventId());
    assertThat(read.key()).isEqualTo("x".repeat(SightingBuffer.MAX_KEY));
    assertThat(SoughtId.of(id).hashes()).contains(entry.trace());
  }

  @Test
  void theLargestSightingsFit() {
    var id = "ü".repeat(SightingBuffer.MAX_ID / 2);
    var largest = new ArrayList<Sighting>();
    for (int at = 0; at < 200; at++) {
      largest.add(
          new Sighting(
              id,
              id,
              id,
              id,
              Sampling.DEBUG,
              TraceNotation.PLAIN,
              "k".repeat(SightingBuffer.MAX_KEY),
              "t".repeat(249),
              Integer.MAX_VALUE,
              Long.MAX_VALUE,
              Long.MIN_VALUE / 4,
              Long.MAX_VALUE / 4,
              -1,
              0));
    }
    var names = new String[] {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"};
    var read =
        SightingSamples.batches(largest, names).stream()
            .flatMap(batch -> batch.entries().stream())
            .toList();
    assertThat(read).hasSize(200);
    for (var entry : read) {
      assertThat(entry.names()).hasSize(SightingBuffer.MAX_NAMES);
      assertThat(SightingCodec.decode(entry.sighting())).contains(largest.getFirst());
    }
  }

  @Test
  void otherBytesAreNoSightingAndThrowNothing() {
    byte[] right = encode(USUAL);
    for (int length = 0; length < right.length; length++) {
      assertThat(SightingCodec.decode(java.util.Arrays.copyOf(right, length))).isEmpty();
    }
    long seed = 77;
    var random = new Random(seed);
    for (int round = 0; round < 200_000; round++) {
      byte[] wrong = right.clone();
      for (int at = 0; at < 3; at++) {
        wrong[random.nextInt(wrong.length)] = (byte) random.nextInt();
      }
      var _ = SightingCodec.decode(wrong);
    }
    byte[] version = right.clone();
    version[SightingCodec.MARK_LENGTH]++;
    assertThat(SightingCodec.decode(version)).isEmpty();
  }

  @Test
  void anEventWithoutATraceOrAnIdIsNotSeen() {
    var event = new StageEvent();
    var recorder = new SightingRecorder(10, batch -> {});
    event.clear();
    assertThat(recorder.wants(event)).isFalse();
    event.id.set("e".getBytes(UTF_8), 0, 1);
    assertThat(recorder.wants(event)).isTrue();
  }

  @Test
  void aRecordThatWasReadAgainCountsAsItWasReadFirst() {
    var first = SightingSamples.sighting(TRACE, "e-1", 1);
    var again = SightingSamples.readAgain(first);
    var other = SightingSamples.sighting(TRACE, "e-1", 2);
    assertThat(Sighting.distinct(List.of(again, other, first))).containsExactly(first, other);
  }
}
