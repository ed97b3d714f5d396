package dev.weir.kafka;

import dev.weir.ledger.IdWords;
import dev.weir.trace.PackedId;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The ids of a search, in a hash table with open addressing: most records are not wanted, and for
 * those a look allocates nothing and mostly ends at its first slot.
 */
final class WantedIds {
  private static final int WORDS = 3;

  private final IdWords[] ids;
  private final int mask;
  private final long[] words;

  /** Where the slot's id is in {@link #ids}, plus 1; 0 for an empty slot. */
  private final int[] places;

  private final byte[] taken;

  /** A table of these ids, none of which was taken. */
  WantedIds(Collection<IdWords> wanted) {
    ids = wanted.toArray(IdWords[]::new);
    taken = new byte[ids.length];
    int slots = Integer.highestOneBit(Math.max(ids.length, 1)) * 4;
    mask = slots - 1;
    words = new long[slots * WORDS];
    places = new int[slots];
    for (int at = 0; at < ids.length; at++) {
      put(ids[at], at);
    }
  }

  private void put(IdWords id, int at) {
    int slot = slotOf(id.word0(), id.word1(), id.word2());
    while (places[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    places[slot] = at + 1;
    words[slot * WORDS] = id.word0();
    words[slot * WORDS + 1] = id.word1();
    words[slot * WORDS + 2] = id.word2();
  }

  /** The wanted id with these words; null if there is none, or it was taken so often before. */
  @Nullable IdWords take(PackedId id, int atMost) {
    for (int slot = slotOf(id.word0, id.word1, id.word2);
        places[slot] != 0;
        slot = (slot + 1) & mask) {
      int word = slot * WORDS;
      if (words[word] == id.word0 && words[word + 1] == id.word1 && words[word + 2] == id.word2) {
        int at = places[slot] - 1;
        if (taken[at] >= atMost) {
          return null;
        }
        taken[at]++;
        return ids[at];
      }
    }
    return null;
  }

  private int slotOf(long word0, long word1, long word2) {
    return (int) PackedId.hash(word0, word1, word2) & mask;
  }
}
