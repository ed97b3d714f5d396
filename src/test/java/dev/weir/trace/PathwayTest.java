package dev.weir.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathwayTest {
  private static final String BASE64 = "dd-pathway-ctx-base64";
  private static final String BINARY = "dd-pathway-ctx";
  private static final long START_MS = 1_685_673_482_722L;
  private static final long EDGE_MS = 1_685_673_506_404L;

  private final HeaderTable headers = new HeaderTable(Pathway.headers());
  private final Pathway pathway = new Pathway();

  @Test
  void readsWhatDatadogsTracersWrite() {
    // The context of dd-trace-js, pathway.spec.js, in hex: the hash in front, then both times.
    byte[] context = HexFormat.of().parseHex("67b0b35e65c0acfa" + "c4e7c09f8f62" + "c8d9c39f8f62");

    put(BASE64, Base64.getEncoder().encode(context));
    assertGood();
    assertThat(pathway.hash()).isEqualTo(0xfaacc0655eb3b067L);

    headers.clear();
    put(BINARY, context);
    assertGood();
  }

  @Test
  void base64MayStandUnderTheBinaryName() {
    put(BINARY, Base64.getEncoder().encode(context(START_MS, EDGE_MS)));
    assertGood();
  }

  @Test
  void base64CountsBeforeBinary() {
    put(BINARY, context(1, 2));
    put(BASE64, Base64.getEncoder().withoutPadding().encode(context(START_MS, EDGE_MS)));
    assertGood();

    put(BASE64, new byte[0]);
    assertThat(read()).isEqualTo(Pathway.Outcome.MALFORMED);
  }

  @Test
  void withoutHeadersItIsAbsent() {
    assertThat(read()).isEqualTo(Pathway.Outcome.ABSENT);
  }

  @Test
  void bytesMayFollow() {
    put(BINARY, Arrays.copyOf(context(START_MS, EDGE_MS), 40));
    assertGood();

    put(BASE64, Base64.getEncoder().encode(Arrays.copyOf(context(START_MS, EDGE_MS), 60)));
    assertGood();
  }

  @Test
  void blanksAroundBase64AreIgnored() {
    String text = " " + Base64.getEncoder().encodeToString(context(START_MS, EDGE_MS)) + "\n";
    put(BASE64, text.getBytes(ISO_8859_1));
    assertGood();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "=",
        "A",
        "AAAA",
        "Z7CzXmXArPo=",
        "Z7CzXmXArPrE*cm9u49iyLvAu49i",
        "Z7CzXmXA-_rEyb27j2LIu8C7j2I"
      })
  void damagedBase64IsMalformed(String text) {
    put(BASE64, text.getBytes(ISO_8859_1));
    assertThat(read()).isEqualTo(Pathway.Outcome.MALFORMED);
  }

  @Test
  void everyCutIsMalformed() {
    byte[] whole = context(START_MS, EDGE_MS);
    for (int length = 0; length < whole.length; length++) {
      put(BINARY, Arrays.copyOf(whole, length));
      assertThat(read()).as("%d bytes", length).isEqualTo(Pathway.Outcome.MALFORMED);
    }
  }

  @Test
  void timesOfAnySizeAreReadOrMalformed() {
    long seed = 12;
    var random = new Random(seed);
    for (int i = 0; i < 50_000; i++) {
      long start = random.nextLong() >> random.nextInt(64);
      long edge = random.nextLong() >> random.nextInt(64);
      put(BINARY, context(start, edge));
      boolean fits = fits(start) && fits(edge);

      assertThat(read() == Pathway.Outcome.FOUND)
          .as("seed %d: %d %d", seed, start, edge)
          .isEqualTo(fits);
      if (fits) {
        assertThat(pathway.startMicros()).isEqualTo(start * 1000);
        assertThat(pathway.edgeMicros()).isEqualTo(edge * 1000);
      }
    }
  }

  @Test
  void noBytesMakeItThrow() {
    long seed = 13;
    var random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      put(random.nextBoolean() ? BINARY : BASE64, bytes);
      assertThat(read()).as("seed %d", seed).isNotNull();
      headers.clear();
    }
  }

  private static boolean fits(long ms) {
    return ms <= Long.MAX_VALUE / 1000 && ms >= -(Long.MAX_VALUE / 1000);
  }

  private void assertGood() {
    assertThat(read()).isEqualTo(Pathway.Outcome.FOUND);
    assertThat(pathway.startMicros()).isEqualTo(START_MS * 1000);
    assertThat(pathway.edgeMicros()).isEqualTo(EDGE_MS * 1000);
  }

  private Pathway.Outcome read() {
    return pathway.read(headers, Pathway.headers().stream().mapToInt(headers::slotOf).toArray());
  }

  private void put(String name, byte[] value) {
    headers.put(name, value, 0, value.length);
  }

  /** As Datadog's tracers encode it: zigzag, seven bits a byte, eight in the ninth. */
  private static byte[] context(long startMs, long edgeMs) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(-99).array());
    for (long ms : new long[] {startMs, edgeMs}) {
      long rest = (ms << 1) ^ (ms >> 63);
      for (int i = 0; i < 8 && rest >>> 7 != 0; i++, rest >>>= 7) {
        out.write(((int) rest & 0x7F) | 0x80);
      }
      out.write((int) rest);
    }
    return out.toByteArray();
  }
}
