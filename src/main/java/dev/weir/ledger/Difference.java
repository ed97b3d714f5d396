package dev.weir.ledger;

import dev.weir.trace.PackedId;
import org.jspecify.annotations.Nullable;

/**
 * An id that one side has more often than the other.
 *
 * @param word0 of the {@link PackedId}
 * @param word1 of the {@link PackedId}
 * @param word2 of the {@link PackedId}
 * @param times how many more often it was added than subtracted; negative where it was subtracted
 *     more often; never 0
 */
public record Difference(long word0, long word1, long word2, int times) {
  /** The id as text, or null where only its hash is known. */
  public @Nullable String id() {
    return PackedId.text(word0, word1, word2);
  }

  /** The id without how often. */
  public IdWords words() {
    return new IdWords(word0, word1, word2);
  }
}
