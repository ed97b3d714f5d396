package dev.weir.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdBytesTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "trace id,           0af7651916cd43dd8448eb211c80319c,     17",
    "zeros,              00000000000000000000000000000000,     17",
    "span id,            00f067aa0ba902b7,                      9",
    "UUID,               019353a1-0000-7000-8000-0000000000ff, 17",
    "UUID in capitals,   019353A1-0000-7000-8000-0000000000FF, 37",
    "trace in capitals,  0AF7651916CD43DD8448EB211C80319C,     33",
    "other hyphens,      019353a-10000-7000-8000-0000000000ff, 37",
    "one digit too few,  0af7651916cd43dd8448eb211c80319,      32",
    "ULID,               01ARYZ6S41TSV4RRFFQ69G5FAV,           27",
    "text,               order-1,                               8",
    "'',                 '',                                    1",
  })
  void takesHalfOfWhatIsInHexDigits(String what, String id, int size) {
    byte[] written = write(id);
    assertThat(written).as(what).hasSize(size);
    assertThat(IdBytes.read(ByteBuffer.wrap(written))).isEqualTo(id);
  }

  @Test
  void whatIsReadIsWhatWasWritten() {
    long seed = 4711;
    var random = new Random(seed);
    for (int i = 0; i < 50_000; i++) {
      var uuid = new UUID(random.nextLong(), random.nextLong()).toString();
      String id =
          switch (random.nextInt(5)) {
            case 0 -> uuid;
            case 1 -> uuid.toUpperCase(Locale.ROOT);
            case 2 -> uuid.replace("-", "");
            case 3 -> uuid.replace("-", "").substring(random.nextInt(32));
            default -> text(random);
          };
      assertThat(IdBytes.read(ByteBuffer.wrap(write(id)))).as("seed %d", seed).isEqualTo(id);
    }
  }

  private static String text(Random random) {
    // Of one to three bytes each, so that it fits.
    return random
        .ints(random.nextInt(IdBytes.MAX_LENGTH / 3 + 1), ' ', 0xD000)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @Test
  void bytesThatEndTooEarlyOrSayNothingAreRefused() {
    byte[] uuid = write("019353a1-0000-7000-8000-0000000000ff");
    for (int length = 0; length < uuid.length; length++) {
      var cut = ByteBuffer.wrap(uuid, 0, length);
      assertThatThrownBy(() -> IdBytes.read(cut)).isInstanceOf(BufferUnderflowException.class);
    }
    for (int form = IdBytes.MAX_LENGTH + 1; form < 0xFD; form++) {
      var unknown = ByteBuffer.wrap(new byte[] {(byte) form});
      assertThatThrownBy(() -> IdBytes.read(unknown)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** Somewhere inside both arrays. */
  private static byte[] write(String id) {
    byte[] text = ("[" + id + "]").getBytes(UTF_8);
    byte[] into = new byte[IdBytes.MAX_SIZE + 2];
    int end = IdBytes.write(text, 1, text.length - 2, into, 2);
    return java.util.Arrays.copyOfRange(into, 2, end);
  }
}
