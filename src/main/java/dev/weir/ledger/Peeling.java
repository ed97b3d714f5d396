package dev.weir.ledger;

import dev.weir.trace.PackedId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/**
 * Lists what remains in a table: a cell with a single id tells it, and once that is taken out of
 * its other cells, these may have a single one, too. Pure.
 */
public final class Peeling {
  /** Above, an even number of one id's words cannot be divided without losing some of them. */
  private static final int MAX_TWOS = Long.SIZE - PackedId.WORD_BITS;

  private Peeling() {}

  /**
   * What remains.
   *
   * @param differences by id, each once
   * @param isExact whether these are all
   */
  public record Result(List<Difference> differences, boolean isExact) {
    /** Copies the list. */
    public Result {
      differences = List.copyOf(differences);
    }
  }

  /** What remains in the table, which is left as it is. */
  public static Result of(IdTable table) {
    var rest = table.copy();
    var found = new HashMap<IdWords, Integer>();
    var cells = new ArrayDeque<Integer>();
    for (int cell = 0; cell < rest.cells(); cell++) {
      cells.add(cell);
    }
    // Were a cell to look like a single id by chance, what it does must end.
    int peelings = 4 * rest.cells();
    while (!cells.isEmpty() && peelings > 0) {
      int cell = cells.remove();
      int times = rest.count(cell);
      if (times == 0 || Integer.numberOfTrailingZeros(times) > MAX_TWOS) {
        continue;
      }
      int at = cell * IdTable.STRIDE;
      long word0 = divide(rest.sum(at), times);
      long word1 = divide(rest.sum(at + 1), times);
      long word2 = divide(rest.sum(at + 2), times);
      if (!PackedId.isPossible(word0, word1, word2)
          || !rest.holdsOnly(cell, word0, word1, word2, times)) {
        continue;
      }
      rest.add(word0, word1, word2, -times);
      found.merge(new IdWords(word0, word1, word2), times, Integer::sum);
      for (int place : rest.placesOf(word0, word1, word2)) {
        cells.add(place);
      }
      peelings--;
    }
    var differences = new ArrayList<Difference>();
    found.forEach(
        (id, times) -> {
          if (times != 0) {
            differences.add(new Difference(id, times));
          }
        });
    return new Result(differences, rest.isZero());
  }

  /**
   * The word that gives this sum when it is added so many times; −1 when there is none. Sums are
   * modulo 2^64, and words leave room for {@value #MAX_TWOS} factors of two.
   */
  private static long divide(long sum, int times) {
    long total = times < 0 ? -sum : sum;
    long divisor = Math.abs((long) times);
    int twos = Long.numberOfTrailingZeros(divisor);
    if ((total & ((1L << twos) - 1)) != 0) {
      return -1;
    }
    long odd = divisor >>> twos;
    // Newton's iteration: each step doubles the number of low bits that are right.
    long inverse = odd;
    for (int step = 0; step < 5; step++) {
      inverse *= 2 - odd * inverse;
    }
    long word = (total >>> twos) * inverse;
    return word & (-1L >>> twos);
  }
}
