package dev.weir.ledger;

import dev.weir.trace.IdTime;
import dev.weir.trace.PackedId;
import org.jspecify.annotations.Nullable;

/**
 * An id as the words of a {@link PackedId}, to look things up by.
 *
 * @param word0 the first
 * @param word1 the second
 * @param word2 the third
 */
public record IdWords(long word0, long word1, long word2) {
  /** The words that the flyweight has now. */
  public static IdWords of(PackedId id) {
    return new IdWords(id.word0, id.word1, id.word2);
  }

  /** The id as text, or null where only its hash is known. */
  public @Nullable String text() {
    return PackedId.text(word0, word1, word2);
  }

  /** The time inside the id in microseconds since 1970, or {@link IdTime#NO_TIME}. */
  public long micros() {
    var packed = new PackedId();
    packed.set(word0, word1, word2);
    return packed.micros();
  }

  /** Written out since the generated one takes microseconds natively; see performance.md. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IdWords that
        && word0 == that.word0
        && word1 == that.word1
        && word2 == that.word2;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(PackedId.hash(word0, word1, word2));
  }
}
