package dev.weir.trace;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of the headers that are wanted, of one record at a time. Each wanted name has a slot.
 * A name matches exactly first and then without case; among equal matches the last header wins; a
 * header without a value is as good as absent. A value is there as it was written; readers of text
 * leave out the blanks around it.
 *
 * <p>Not thread-safe; allocates only when constructed. Values are not copied: their arrays are held
 * until {@link #release}.
 */
public final class HeaderTable {
  private static final byte[] NOTHING = {};
  private static final int[] NO_SLOTS = {};
  private static final int DIFFERENT = 0;
  private static final int SAME_WITHOUT_CASE = 1;
  private static final int SAME = 2;

  // Headers of a record beyond this position are looked for by name each time.
  private static final int REMEMBERED = 32;
  private static final byte NOBODY = -1;

  private final String[] names;
  private final byte[][] nameBytes;
  private final int[][] slotsByLength; // Names of other lengths need no look.
  // A value lies in the shared array unless it has one of its own: a reference is then not stored
  // for each, which costs a collector's barrier.
  private byte[] shared = NOTHING;
  private final byte[] @Nullable [] values;
  private final int[] offsets;
  private final int[] lengths;
  private final boolean[] exact;
  // Of the record's i-th header, the slot that its name had in the record before.
  private final byte[] remembered = new byte[REMEMBERED];
  private final int[] filled; // The slots that have a value.
  private int filledCount;
  private long present;

  /** A table for these names; repeated ones share a slot. */
  public HeaderTable(Collection<String> names) {
    this.names = names.stream().distinct().toArray(String[]::new);
    nameBytes =
        Arrays.stream(this.names)
            .map(name -> name.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    int count = this.names.length;
    values = new byte[count][];
    offsets = new int[count];
    lengths = new int[count];
    exact = new boolean[count];
    filled = new int[count];
    slotsByLength = slotsByLength(this.names);
    Arrays.fill(lengths, -1);
    Arrays.fill(remembered, NOBODY);
  }

  private static int[][] slotsByLength(String[] names) {
    int longest = Arrays.stream(names).mapToInt(String::length).max().orElse(-1);
    int[][] slots = new int[longest + 1][];
    Arrays.fill(slots, NO_SLOTS);
    for (int slot = 0; slot < names.length; slot++) {
      int length = names[slot].length();
      slots[length] = Arrays.copyOf(slots[length], slots[length].length + 1);
      slots[length][slots[length].length - 1] = slot;
    }
    return slots;
  }

  /** The slot of a name, exactly as it was given to the constructor, or −1. */
  public int slotOf(String name) {
    return List.of(names).indexOf(name);
  }

  /** Whether no header is wanted at all. */
  public boolean isEmpty() {
    return names.length == 0;
  }

  /** Forgets the previous record. */
  public void clear() {
    for (int i = 0; i < filledCount; i++) {
      int slot = filled[i];
      lengths[slot] = -1;
      exact[slot] = false;
    }
    filledCount = 0;
    present = 0;
  }

  /** Lets go of the arrays in which values lay. */
  public void release() {
    clear();
    shared = NOTHING;
    Arrays.fill(values, null);
  }

  /** The headers that come next lie in this array, if they are put by position. */
  @SuppressWarnings("ReferenceEquality") // The same array is meant.
  public void lieIn(byte[] bytes) {
    if (shared != bytes) {
      shared = bytes;
    }
  }

  /** Whether a header of this name can have a slot, so that its value is worth getting. */
  public boolean wants(String name) {
    for (int slot : candidates(name.length())) {
      if (name.equalsIgnoreCase(names[slot])) {
        return true;
      }
    }
    return false;
  }

  /** The same; quick for the name that was at this position in the record before. */
  public boolean wants(int position, String name) {
    return usualSlot(position, name) >= 0 || wants(name);
  }

  /**
   * Notes a header; headers must come in the record's order.
   *
   * @param position of the header in its record, from 0 on
   */
  public void put(int position, String name, byte[] value) {
    int usual = usualSlot(position, name);
    if (usual >= 0) {
      set(usual, value, 0, value.length, true);
    } else {
      remember(position, find(name, value, 0, value.length));
    }
  }

  private int usualSlot(int position, String name) {
    int guess = position < REMEMBERED ? remembered[position] : NOBODY;
    return guess >= 0 && names[guess].equals(name) ? guess : NOBODY;
  }

  /** Notes a header of which the value lies in another array. */
  public void put(String name, byte[] value, int offset, int length) {
    find(name, value, offset, length);
  }

  /** Notes a header, and returns the slot that is its name's alone, or −1. */
  private int find(String name, byte[] value, int offset, int length) {
    int match = NOBODY;
    int matches = 0;
    for (int slot : candidates(name.length())) {
      boolean same = name.equals(names[slot]);
      if (same || name.equalsIgnoreCase(names[slot])) {
        matches++;
        match = same ? slot : match;
        if (same || !exact[slot]) {
          set(slot, value, offset, length, same);
        }
      }
    }
    return matches == 1 ? match : NOBODY;
  }

  private void remember(int position, int slot) {
    if (position < REMEMBERED) {
      remembered[position] = slot <= Byte.MAX_VALUE ? (byte) slot : NOBODY;
    }
  }

  /**
   * Notes a header of which name and value lie in the array given to {@link #lieIn}; headers must
   * come in the record's order. Most often a record has the headers of the one before it.
   *
   * @param position of the header in its record, from 0 on
   * @param nameStart index of the name's first byte, in UTF-8
   */
  public void put(int position, int nameStart, int nameLength, int offset, int length) {
    int guess = position < REMEMBERED ? remembered[position] : NOBODY;
    if (guess >= 0
        && nameBytes[guess].length == nameLength
        && Words.same(nameBytes[guess], 0, shared, nameStart, nameLength)) {
      set(guess, null, offset, length, true);
      return;
    }
    if (!Words.isAscii(shared, nameStart, nameStart + nameLength)) {
      // Without case means more there than the difference of a bit.
      var name = new String(shared, nameStart, nameLength, StandardCharsets.UTF_8);
      put(name, shared, offset, length);
      return;
    }
    int matches = 0;
    int match = NOBODY;
    for (int slot : candidates(nameLength)) {
      int likeness = likeness(nameBytes[slot], shared, nameStart, nameLength);
      if (likeness != DIFFERENT) {
        matches++;
        match = likeness == SAME ? slot : match;
        if (likeness == SAME || !exact[slot]) {
          set(slot, null, offset, length, likeness == SAME);
        }
      }
    }
    // A name that belongs to several slots is looked for each time.
    remember(position, matches == 1 ? match : NOBODY);
  }

  private static int likeness(byte[] name, byte[] bytes, int start, int length) {
    if (name.length != length) {
      return DIFFERENT;
    }
    int likeness = SAME;
    for (int i = 0; i < length; i++) {
      int mine = name[i];
      int theirs = bytes[start + i];
      if (mine != theirs) {
        int lower = mine | 0x20;
        if (lower != (theirs | 0x20) || lower < 'a' || lower > 'z') {
          return DIFFERENT;
        }
        likeness = SAME_WITHOUT_CASE;
      }
    }
    return likeness;
  }

  @SuppressWarnings("ReferenceEquality") // The same array is meant.
  private void set(int slot, byte @Nullable [] bytes, int offset, int length, boolean same) {
    if (lengths[slot] < 0) {
      filled[filledCount++] = slot;
    }
    if (values[slot] != bytes) {
      values[slot] = bytes;
    }
    offsets[slot] = offset;
    lengths[slot] = length;
    exact[slot] = same;
    present |= bit(slot);
  }

  private int[] candidates(int length) {
    return length < slotsByLength.length ? slotsByLength[length] : NO_SLOTS;
  }

  /**
   * What {@link #hasNone} needs to know about some slots. Slots after the 63rd share a bit: it may
   * say that one is there when only another is.
   */
  public static long mask(int... slots) {
    long mask = 0;
    for (int slot : slots) {
      mask |= bit(slot);
    }
    return mask;
  }

  private static long bit(int slot) {
    return 1L << Math.min(slot, Long.SIZE - 1);
  }

  /** Whether the record certainly has no header of the slots in the mask. */
  public boolean hasNone(long mask) {
    return (present & mask) == 0;
  }

  /** The bits of the slots that have a value: what {@link #hasNone} compares its mask with. */
  public long present() {
    return present;
  }

  /** Whether the record has this header; its value may be empty. */
  public boolean isPresent(int slot) {
    return lengths[slot] >= 0;
  }

  /** The array that holds the value; never to be written. */
  public byte[] bytes(int slot) {
    byte[] own = values[slot];
    return own == null ? shared : own;
  }

  /** Index of the value's first byte. */
  public int offset(int slot) {
    return offsets[slot];
  }

  /** Number of bytes of the value, or −1 when absent. */
  public int length(int slot) {
    return lengths[slot];
  }

  /** Index of the first byte of the value's text, which may be empty; the header must be there. */
  public int textStart(int slot) {
    return Utf8.trimStart(bytes(slot), offsets[slot], offsets[slot] + lengths[slot]);
  }

  /** Index after the last byte of the value's text; the header must be there. */
  public int textEnd(int slot) {
    return Utf8.trimEnd(bytes(slot), textStart(slot), offsets[slot] + lengths[slot]);
  }
}
