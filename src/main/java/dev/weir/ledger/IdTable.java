package dev.weir.ledger;

import dev.weir.trace.PackedId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A multiset of ids in constant memory, of which the difference to another can be listed: a
 * multiset invertible Bloom lookup table. An id is added to {@value #HASHES} different cells, each
 * of which holds sums: how many, the ids' words, and checks. So tables add up, in any order, and
 * what is added on one side and subtracted on the other is gone, whatever it was. What remains is
 * listed by {@link Peeling}: it depends on the number of differences, not of ids.
 *
 * <pre>
 *  cell = [ Σ word0 | Σ word1 | Σ word2 | Σ count (32 bits), Σ check (32 bits) ]
 * </pre>
 *
 * Nearly all failures are two ids in the same cells, so differences n fit into m cells with a
 * probability of about 1 − C(n,2)/C(m,5). Not thread-safe.
 *
 * @see <a href="https://doi.org/10.1145/2018436.2018462">Eppstein, Goodrich, Uyeda, Varghese:
 *     What's the Difference? (SIGCOMM 2011)</a>
 */
public final class IdTable {
  /** Cells of an id. */
  static final int HASHES = 5;

  /** Longs of a cell. */
  static final int STRIDE = 4;

  /** The fewest cells of a table. */
  public static final int MIN_CELLS = 64;

  /** The most cells of a table. */
  public static final int MAX_CELLS = 1 << 16;

  private static final double MOST_FAILURES = 1e-6;

  // With fewer, peeling may get stuck for want of cells with a single id.
  private static final double LEAST_PER_DIFFERENCE = 1.7;

  private static final long CHECK = 0x9FB21C651E98DF25L;
  private static final long LOW = 0xFFFFFFFFL;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final long[] sums;
  private final int mask;
  private final int bits;
  private final int[] places = new int[HASHES];

  /**
   * An empty table.
   *
   * @param cells a power of two from {@value #MIN_CELLS} to {@value #MAX_CELLS}
   */
  public IdTable(int cells) {
    if (Integer.bitCount(cells) != 1 || cells < MIN_CELLS || cells > MAX_CELLS) {
      throw new IllegalArgumentException("not a number of cells: " + cells);
    }
    this.sums = new long[cells * STRIDE];
    this.mask = cells - 1;
    this.bits = Integer.numberOfTrailingZeros(cells);
  }

  /**
   * How many cells it takes to list so many differences, but for one time in a million.
   *
   * @param differences 1 to 20,000
   */
  public static int cellsFor(int differences) {
    double pairs = differences * (differences - 1.0) / 2;
    int cells = MIN_CELLS;
    while (cells < MAX_CELLS
        && (pairs / choose(cells) > MOST_FAILURES || cells < LEAST_PER_DIFFERENCE * differences)) {
      cells *= 2;
    }
    return cells;
  }

  private static double choose(int cells) {
    double ways = 1;
    for (int i = 0; i < HASHES; i++) {
      ways *= (cells - i) / (i + 1.0);
    }
    return ways;
  }

  /** Cells that the table has. */
  public int cells() {
    return mask + 1;
  }

  /** Adds an id so many times; subtracts it when the number is negative. */
  public void add(long word0, long word1, long word2, int times) {
    long hash = PackedId.hash(word0, word1, word2);
    long sum0 = word0 * times;
    long sum1 = word1 * times;
    long sum2 = word2 * times;
    int check = check(hash) * times;
    // What place() finds nearly always, without a loop: every record comes here.
    int place0 = (int) hash & mask;
    int place1 = (int) (hash >>> bits) & mask;
    int place2 = (int) (hash >>> (2 * bits)) & mask;
    int place3 = (int) (hash >>> (3 * bits)) & mask;
    int place4 = (int) (hash >>> (4 * bits)) & mask;
    if (HASHES * bits <= Long.SIZE && areDistinct(place0, place1, place2, place3, place4)) {
      addAt(place0, sum0, sum1, sum2, times, check);
      addAt(place1, sum0, sum1, sum2, times, check);
      addAt(place2, sum0, sum1, sum2, times, check);
      addAt(place3, sum0, sum1, sum2, times, check);
      addAt(place4, sum0, sum1, sum2, times, check);
    } else {
      place(hash);
      for (int place : places) {
        addAt(place, sum0, sum1, sum2, times, check);
      }
    }
  }

  // Without branches that are hard to foresee.
  @SuppressWarnings("ShortCircuitBoolean")
  private static boolean areDistinct(int p0, int p1, int p2, int p3, int p4) {
    return p0 != p1 & p0 != p2 & p0 != p3 & p0 != p4 & p1 != p2 & p1 != p3 & p1 != p4 & p2 != p3
        & p2 != p4 & p3 != p4;
  }

  private void addAt(int place, long sum0, long sum1, long sum2, int times, int check) {
    int at = place * STRIDE;
    long counts = sums[at + 3];
    sums[at] += sum0;
    sums[at + 1] += sum1;
    sums[at + 2] += sum2;
    sums[at + 3] = (((counts >>> 32) + times) << 32) | (((int) counts + check) & LOW);
  }

  /**
   * Adds the other, which has as many cells and is left as it is.
   *
   * @param sign 1, or −1 to subtract it
   */
  public void merge(IdTable other, int sign) {
    if (other.mask != mask) {
      throw new IllegalArgumentException(other.cells() + " cells do not fit " + cells());
    }
    for (int at = 0; at < sums.length; at++) {
      addTo(at, other.sums[at], sign);
    }
  }

  /** The sums, 8 bytes each, low ones first. */
  public byte[] toBytes() {
    var bytes = new byte[sums.length * Long.BYTES];
    for (int at = 0; at < sums.length; at++) {
      LONGS.set(bytes, at * Long.BYTES, sums[at]);
    }
    return bytes;
  }

  /** How many bytes {@link #toBytes} gives for a table of so many cells. */
  public static int bytes(int cells) {
    return cells * STRIDE * Long.BYTES;
  }

  /**
   * Adds what {@link #toBytes} gave of a table with as many cells.
   *
   * @param sign 1, or −1 to subtract it
   */
  public void mergeBytes(byte[] bytes, int offset, int length, int sign) {
    if (length != bytes(cells())) {
      throw new IllegalArgumentException(length + " bytes do not fit " + cells() + " cells");
    }
    for (int at = 0; at < sums.length; at++) {
      addTo(at, (long) LONGS.get(bytes, offset + at * Long.BYTES), sign);
    }
  }

  private void addTo(int at, long value, int sign) {
    if ((at & (STRIDE - 1)) != STRIDE - 1) {
      sums[at] += value * sign;
      return;
    }
    long counts = sums[at];
    long count = (counts >>> 32) + (value >>> 32) * sign;
    sums[at] = (count << 32) | (((int) counts + (int) value * sign) & LOW);
  }

  /** One of the longs that the table consists of. */
  long sum(int at) {
    return sums[at];
  }

  /** Whether nothing remains. */
  boolean isZero() {
    for (long sum : sums) {
      if (sum != 0) {
        return false;
      }
    }
    return true;
  }

  IdTable copy() {
    var copy = new IdTable(cells());
    System.arraycopy(sums, 0, copy.sums, 0, sums.length);
    return copy;
  }

  /** The net count of a cell. */
  int count(int cell) {
    return (int) (sums[cell * STRIDE + 3] >>> 32);
  }

  /** Whether the cell's checks are those of so many of this id, which has to lie there. */
  boolean holdsOnly(int cell, long word0, long word1, long word2, int times) {
    long hash = PackedId.hash(word0, word1, word2);
    if ((int) sums[cell * STRIDE + 3] != check(hash) * times) {
      return false;
    }
    place(hash);
    for (int place : places) {
      if (place == cell) {
        return true;
      }
    }
    return false;
  }

  /** The cells of an id; valid until the next call. */
  int[] placesOf(long word0, long word1, long word2) {
    place(PackedId.hash(word0, word1, word2));
    return places;
  }

  /** As many different cells as there are hashes, from the hash's bits, lowest first. */
  private void place(long hash) {
    long rest = hash;
    int left = Long.SIZE;
    int found = 0;
    while (found < HASHES) {
      if (left < bits) {
        rest = (rest ^ hash) * CHECK;
        rest ^= rest >>> 29;
        left = Long.SIZE;
      }
      int place = (int) rest & mask;
      rest >>>= bits;
      left -= bits;
      boolean isNew = true;
      for (int i = 0; i < found; i++) {
        isNew &= places[i] != place;
      }
      if (isNew) {
        places[found++] = place;
      }
    }
  }

  private static int check(long hash) {
    return (int) ((hash * CHECK) >>> 32);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IdTable that && Arrays.equals(sums, that.sums);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sums);
  }
}
