package dev.weir.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * An id as three words of 55 bits, so that ids can be added up and subtracted, and what remains can
 * be read again: 5 bits that say what kind it is, and 160 bits. UUIDs, trace ids of 32 hex digits,
 * ULIDs, KSUIDs, X-Ray ids and texts of up to 20 bytes keep all they say; hex digits lose their
 * case, as it means nothing. Of other texts a hash is kept, which still tells them apart.
 *
 * <p>A flyweight: {@link #set} fills it, and nothing is allocated. Not thread-safe.
 */
public final class PackedId {
  /** Bits of a word; the others are 0. */
  public static final int WORD_BITS = 55;

  private static final int KIND_BITS = 5;
  private static final int MAX_TEXT = 20;

  // Kinds 1 to 20 are texts of that many bytes. Snapshots hold kinds: they must never change.
  private static final int HASHED = 0;
  private static final int UUID = 21;
  private static final int HEX = 22;
  private static final int ULID = 23;
  private static final int KSUID = 24;
  private static final int XRAY = 25;

  private static final int HEX_LENGTH = 32;
  private static final int ULID_LENGTH = 26;
  private static final int XRAY_LENGTH = 35;
  private static final String BASE_32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final String BASE_62 =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final byte[] DIGITS_32 = digits(BASE_32);

  // Of the hashes of texts that are too long to keep.
  private static final long SEED_1 = 0x9FB21C651E98DF25L;
  private static final long SEED_2 = 0xD6E8FEB86659FD93L;

  /** The kind and the first 50 bits. */
  public long word0;

  /** The next 55 bits. */
  public long word1;

  /** The last 55 bits. */
  public long word2;

  /** Takes an id of 1 byte or more. */
  public void set(byte[] id, int offset, int length) {
    boolean isKnown =
        switch (length) {
          case UuidText.LENGTH -> setUuid(id, offset);
          case HEX_LENGTH -> setHex(id, offset);
          case ULID_LENGTH -> setUlid(id, offset);
          case KsuidTime.LENGTH -> setKsuid(id, offset);
          case XRAY_LENGTH -> setXray(id, offset);
          default -> false;
        };
    if (!isKnown) {
      if (length > 0 && length <= MAX_TEXT) {
        setText(id, offset, length);
      } else {
        setHash(id, offset, length);
      }
    }
  }

  /** Takes the words of another. */
  public void set(long word0, long word1, long word2) {
    this.word0 = word0;
    this.word1 = word1;
    this.word2 = word2;
  }

  /**
   * The time inside the id, as {@link IdTime} has it, for ids that are no Snowflakes.
   *
   * @return microseconds since 1970-01-01T00:00Z, or {@link IdTime#NO_TIME}
   */
  public long micros() {
    long high = high(word0, word1);
    return switch (kind(word0)) {
      case UUID -> IdTime.uuid(high, middle(word1, word2));
      case ULID -> IdTime.millis(high >>> 16);
      case KSUID -> IdTime.seconds((high >>> 32) + KsuidTime.EPOCH_SECONDS);
      case XRAY -> IdTime.seconds(high >>> 32);
      default -> IdTime.NO_TIME;
    };
  }

  /** The first 32 bits as {@link #micros} of seconds, for trace ids that X-Ray made. */
  public long leadingSeconds() {
    return IdTime.seconds(high(word0, word1) >>> 32);
  }

  /** Whether these can be the words of an id; most sums of several are not. */
  public static boolean isPossible(long word0, long word1, long word2) {
    return ((word0 | word1 | word2) >>> WORD_BITS) == 0 && kind(word0) <= XRAY;
  }

  /** A hash of the words; snapshots rest on it, so it must never change. */
  public static long hash(long word0, long word1, long word2) {
    return Hash64.of(word0, word1, word2);
  }

  /**
   * The id that these words stand for, in lower case where it has hex digits; null where only its
   * hash is known.
   */
  public static @Nullable String text(long word0, long word1, long word2) {
    long high = high(word0, word1);
    long middle = middle(word1, word2);
    int low = (int) word2;
    int kind = kind(word0);
    return switch (kind) {
      case HASHED -> null;
      case UUID -> new java.util.UUID(high, middle).toString();
      case HEX -> hex(high, 16) + hex(middle, 16);
      case XRAY -> "1-" + hex(high >>> 32, 8) + "-" + hex(high, 8) + hex(middle, 16);
      case ULID -> inBase(BASE_32, high, middle, 0, false, ULID_LENGTH);
      case KSUID -> inBase(BASE_62, high, middle, low, true, KsuidTime.LENGTH);
      default -> kind <= MAX_TEXT ? text(high, middle, low, kind) : null;
    };
  }

  private static int kind(long word0) {
    return (int) (word0 >>> (WORD_BITS - KIND_BITS));
  }

  private static long high(long word0, long word1) {
    return (word0 << (Long.SIZE - WORD_BITS + KIND_BITS)) | (word1 >>> 41);
  }

  private static long middle(long word1, long word2) {
    return (word1 << 23) | (word2 >>> 32);
  }

  private void pack(int kind, long high, long middle, int low) {
    word0 = ((long) kind << (WORD_BITS - KIND_BITS)) | (high >>> 14);
    word1 = ((high & 0x3FFF) << 41) | (middle >>> 23);
    word2 = ((middle & 0x7FFFFF) << 32) | (low & 0xFFFFFFFFL);
  }

  private boolean setUuid(byte[] id, int offset) {
    if (!UuidText.is(id, offset)) {
      return false;
    }
    pack(UUID, UuidText.high(id, offset), UuidText.low(id, offset), 0);
    return true;
  }

  private boolean setHex(byte[] id, int offset) {
    long first = Words.at(id, offset);
    long second = Words.at(id, offset + 8);
    long third = Words.at(id, offset + 16);
    long fourth = Words.at(id, offset + 24);
    if ((Hex.notHex(first) | Hex.notHex(second) | Hex.notHex(third) | Hex.notHex(fourth)) != 0) {
      return false;
    }
    pack(
        HEX,
        (Hex.value(first) << 32) | Hex.value(second),
        (Hex.value(third) << 32) | Hex.value(fourth),
        0);
    return true;
  }

  private boolean setXray(byte[] id, int offset) {
    if (id[offset] != '1' || id[offset + 1] != '-' || id[offset + 10] != '-') {
      return false;
    }
    if (!Hex.isHex(id, offset + 2, offset + 10) || !Hex.isHex(id, offset + 11, offset + 35)) {
      return false;
    }
    long high =
        (Hex.value(id, offset + 2, offset + 10) << 32) | Hex.value(id, offset + 11, offset + 19);
    pack(XRAY, high, Hex.value(id, offset + 19, offset + 35), 0);
    return true;
  }

  private boolean setUlid(byte[] id, int offset) {
    long high = 0;
    long low = 0;
    for (int i = offset; i < offset + ULID_LENGTH; i++) {
      int digit = id[i] < 0 ? -1 : DIGITS_32[id[i]];
      // The first digit has three bits only.
      if (digit < 0 || (i == offset && digit > 7)) {
        return false;
      }
      high = (high << 5) | (low >>> 59);
      low = (low << 5) | digit;
    }
    pack(ULID, high, low, 0);
    return true;
  }

  private boolean setKsuid(byte[] id, int offset) {
    long high = KsuidTime.word(id, offset, 0);
    if (high < 0) {
      return false;
    }
    long middle = KsuidTime.word(id, offset, 1);
    long low = KsuidTime.word(id, offset, 2);
    pack(KSUID, (high << 32) | (middle >>> 32), (middle << 32) | (low >>> 32), (int) low);
    return true;
  }

  private void setText(byte[] id, int offset, int length) {
    long high = 0;
    long middle = 0;
    int low = 0;
    for (int i = 0; i < length; i++) {
      long b = id[offset + i] & 0xFF;
      if (i < 8) {
        high |= b << (56 - 8 * i);
      } else if (i < 16) {
        middle |= b << (120 - 8 * i);
      } else {
        low |= (int) b << (152 - 8 * i);
      }
    }
    pack(length, high, middle, low);
  }

  private void setHash(byte[] id, int offset, int length) {
    pack(
        HASHED,
        Hash64.of(id, offset, length),
        Hash64.of(SEED_1, id, offset, length),
        (int) Hash64.of(SEED_2, id, offset, length));
  }

  private static String hex(long value, int digits) {
    byte[] all = new byte[16];
    Hex.write(value, all, 0);
    return new String(all, 16 - digits, digits, UTF_8);
  }

  private static String text(long high, long middle, int low, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      long word = i < 8 ? high : i < 16 ? middle : (long) low << 32;
      bytes[i] = (byte) (word >>> (56 - 8 * (i % 8)));
    }
    return new String(bytes, UTF_8);
  }

  /** A number of 128 bits, or of 160 with the low ones, by its digits. */
  private static String inBase(
      String alphabet, long high, long middle, int low, boolean withLow, int length) {
    var number = new BigInteger(Long.toUnsignedString(high)).shiftLeft(64);
    number = number.add(new BigInteger(Long.toUnsignedString(middle)));
    if (withLow) {
      number = number.shiftLeft(32).add(BigInteger.valueOf(low & 0xFFFFFFFFL));
    }
    var base = BigInteger.valueOf(alphabet.length());
    var text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      var parts = number.divideAndRemainder(base);
      text.append(alphabet.charAt(parts[1].intValue()));
      number = parts[0];
    }
    return text.reverse().toString();
  }

  private static byte[] digits(String alphabet) {
    byte[] digits = new byte[128];
    for (int c = 0; c < digits.length; c++) {
      digits[c] = (byte) alphabet.indexOf(c);
    }
    return digits;
  }
}
