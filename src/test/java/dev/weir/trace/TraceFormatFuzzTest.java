package dev.weir.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.weir.trace.TraceFormat.Outcome;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random and mutated headers for every format. {@code -Dweir.fuzz=10000000} makes it longer, {@code
 * -Dweir.fuzz.seed=N} repeats a run.
 */
class TraceFormatFuzzTest {
  private static final int INPUTS = Integer.getInteger("weir.fuzz", 200_000);
  private static final long SEED = Long.getLong("weir.fuzz.seed", 20260731);
  private static final String HEX = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN = "b7ad6b7169203331";
  private static final byte[] POOL = "0019afAFgd-:;=,%3?. \t\n@_".getBytes(ISO_8859_1);

  /** Good values of any header; each is tried on every one. */
  private static final List<byte[]> SEEDS =
      List.of(
          text("00-" + HEX + "-" + SPAN + "-01"),
          text("cc-" + HEX + "-" + SPAN + "-01-more"),
          text(HEX + "-" + SPAN + "-1-" + SPAN),
          text(SPAN + "-" + SPAN + "-d"),
          text("1"),
          text(HEX),
          text(SPAN),
          text("true"),
          text("4d0000000000000016:17c29:0:5"),
          text(HEX + "%3A" + SPAN + "%3a0%3A1"),
          text("18446744073709551615"),
          text("-1"),
          text("_dd.p.dm=-4,_dd.p.tid=640cfd8d00000000,x=y"),
          text("Root=1-8a3c60f7-d188f8fa79d48a391a778fa6;Parent=" + SPAN + ";Sampled=1;Self=1"),
          HexFormat.of().parseHex("0000" + HEX + "01" + SPAN + "0201"),
          text("foo=1,t@v=2 , bar=3"),
          text("a=b;p=q, k=%c3%a9 "),
          Base64.getEncoder()
              .encode(HexFormat.of().parseHex("67b0b35e65c0acfac4e7c09f8f62c8d9c39f8f62")),
          HexFormat.of().parseHex("67b0b35e65c0acfac4e7c09f8f62c8d9c39f8f62"));

  private final Random random = new Random(SEED);
  private final List<TraceFormat> formats =
      Arrays.stream(TraceNotation.values())
          .flatMap(notation -> TraceFormat.of(notation).stream())
          .toList();
  private final HeaderTable headers = new HeaderTable(names());
  private final int[][] slots =
      formats.stream().map(format -> slots(format.headers())).toArray(int[][]::new);
  private final int[] good = new int[formats.size()];
  private final int[] bad = new int[formats.size()];
  private final int[] pathwaySlots = slots(Pathway.headers());
  private final FoundTrace found = new FoundTrace();
  private final TraceState traceState = new TraceState();
  private final Baggage baggage = new Baggage();
  private final Pathway pathway = new Pathway();
  private final byte[] key = {'k'};

  private static byte[] text(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private List<String> names() {
    var names = new ArrayList<>(Pathway.headers());
    formats.forEach(format -> names.addAll(format.headers()));
    return names;
  }

  private int[] slots(List<String> names) {
    return names.stream().mapToInt(headers::slotOf).toArray();
  }

  @Test
  void noHeadersMakeAFormatThrowAndEveryIdIsOne() {
    System.out.printf("fuzz of trace formats: %,d inputs, seed %d%n", INPUTS, SEED);
    var names = names();
    for (int i = 0; i < INPUTS; i++) {
      headers.clear();
      for (int count = 1 + random.nextInt(6); count > 0; count--) {
        byte[] value = value();
        int cut = random.nextInt(8) == 0 ? random.nextInt(value.length + 1) : 0;
        headers.put(names.get(random.nextInt(names.size())), value, cut, value.length - cut);
      }
      try {
        readAll();
      } catch (RuntimeException thrown) {
        throw new AssertionError("seed " + SEED + ", input " + i, thrown);
      }
    }
    for (int at = 0; at < formats.size(); at++) {
      assertThat(good[at]).as("ids found by %s", formats.get(at)).isGreaterThan(INPUTS / 1000);
      assertThat(bad[at]).as("rejected by %s", formats.get(at)).isGreaterThan(INPUTS / 1000);
    }
  }

  private void readAll() {
    for (int at = 0; at < formats.size(); at++) {
      var outcome = formats.get(at).read(headers, slots[at], found);
      good[at] += outcome == Outcome.FOUND ? 1 : 0;
      bad[at] += outcome == Outcome.MALFORMED ? 1 : 0;
      if (outcome == Outcome.FOUND && !isSane()) {
        throw new IllegalStateException(
            formats.get(at) + " found " + new String(found.bytes(), ISO_8859_1));
      }
    }
    if (pathway.read(headers, pathwaySlots) == Pathway.Outcome.FOUND
        && (pathway.startMicros() == IdTime.NO_TIME || pathway.edgeMicros() == IdTime.NO_TIME)) {
      throw new IllegalStateException("a pathway without time");
    }
    readLists(pathwaySlots[0]);
    readLists(slots[0][0]);
  }

  private void readLists(int slot) {
    if (!headers.isPresent(slot)) {
      return;
    }
    byte[] bytes = headers.bytes(slot);
    int offset = headers.offset(slot);
    int length = headers.length(slot);
    if (traceState.parse(bytes, offset, length) && traceState.find(key)) {
      checkInside(traceState.valueOffset(), traceState.valueLength(), bytes.length);
    }
    if (baggage.find(bytes, offset, length, key) == Baggage.Outcome.FOUND) {
      checkInside(baggage.offset(), baggage.length(), baggage.bytes().length);
    }
  }

  private static void checkInside(int offset, int length, int size) {
    if (offset < 0 || length < 0 || offset > size - length) {
      throw new IllegalStateException(offset + " + " + length + " of " + size);
    }
  }

  private boolean isSane() {
    return isId(found.traceOffset(), 32)
        && (!found.hasSpan() || isId(found.spanOffset(), 16))
        && found.isLowHalfOnly() == isZero(found.traceOffset(), 16);
  }

  private boolean isId(int offset, int length) {
    return Hex.bitsOfLower(found.bytes(), offset, offset + length) > 0;
  }

  private boolean isZero(int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (found.bytes()[i] != '0') {
        return false;
      }
    }
    return true;
  }

  /** One in eight is noise, one in four as it should be, the others are damaged. */
  private byte[] value() {
    if (random.nextInt(8) == 0) {
      byte[] noise = new byte[random.nextInt(70)];
      random.nextBytes(noise);
      return noise;
    }
    byte[] bytes = SEEDS.get(random.nextInt(SEEDS.size())).clone();
    for (int change = random.nextInt(4); change > 0; change--) {
      bytes = mutated(bytes);
    }
    return bytes;
  }

  private byte[] mutated(byte[] bytes) {
    if (bytes.length == 0) {
      return bytes;
    }
    int at = random.nextInt(bytes.length);
    byte other =
        random.nextBoolean() ? (byte) random.nextInt(256) : POOL[random.nextInt(POOL.length)];
    switch (random.nextInt(6)) {
      case 0 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 1 -> {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
        longer[at] = other;
        return longer;
      }
      case 2 -> {
        byte[] more = SEEDS.get(random.nextInt(SEEDS.size()));
        byte[] both = Arrays.copyOf(bytes, bytes.length + more.length);
        System.arraycopy(more, 0, both, bytes.length, more.length);
        return both;
      }
      case 3 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 32), (byte) '0');
      default -> bytes[at] = other;
    }
    return bytes;
  }

  @Test
  void nothingIsAllocated() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var names = names();
    byte[][] values = new byte[1000][];
    Arrays.setAll(values, i -> value());
    double least = Double.MAX_VALUE;
    // What counts is the steady state, which the compiler reaches when it likes.
    for (int batch = 0; batch < 60 && least >= 1; batch++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 20_000; i++) {
        headers.clear();
        for (int j = 0; j < 4; j++) {
          byte[] value = values[(i * 31 + j * 7) % values.length];
          headers.put(names.get((i + j * 5) % names.size()), value, 0, value.length);
        }
        readAll();
      }
      least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / 20_000.0);
    }

    assertThat(least).as("bytes per record").isLessThan(1);
  }
}
