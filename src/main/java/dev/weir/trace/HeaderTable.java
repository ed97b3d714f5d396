package dev.weir.trace;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * The values of the headers that are wanted, of one record at a time. Each wanted name has a slot.
 * A name matches exactly first and then without case; among equal matches the last header wins; a
 * header without a value is as good as absent. Surrounding blanks are left out of the values.
 *
 * <p>Not thread-safe; allocates only when constructed. Values are not copied.
 */
public final class HeaderTable {
  private static final byte[] NOTHING = {};

  private final List<String> names;
  private final byte[][] values;
  private final int[] offsets;
  private final int[] lengths;
  private final boolean[] exact;

  /** A table for these names; repeated ones share a slot. */
  public HeaderTable(Collection<String> names) {
    this.names = names.stream().distinct().toList();
    int count = this.names.size();
    values = new byte[count][];
    offsets = new int[count];
    lengths = new int[count];
    exact = new boolean[count];
    clear();
  }

  /** The slot of a name, exactly as it was given to the constructor, or −1. */
  public int slotOf(String name) {
    return names.indexOf(name);
  }

  /** Whether no header is wanted at all. */
  public boolean isEmpty() {
    return names.isEmpty();
  }

  /** Forgets the previous record. */
  public void clear() {
    Arrays.fill(values, NOTHING);
    Arrays.fill(lengths, -1);
    Arrays.fill(exact, false);
  }

  /** Whether a header of this name can have a slot, so that its value is worth getting. */
  public boolean wants(String name) {
    for (int slot = 0; slot < lengths.length; slot++) {
      if (name.equalsIgnoreCase(names.get(slot))) {
        return true;
      }
    }
    return false;
  }

  /** Notes a header; headers must come in the record's order. */
  public void put(String name, byte[] value, int offset, int length) {
    for (int slot = 0; slot < lengths.length; slot++) {
      boolean same = name.equals(names.get(slot));
      if (same || (!exact[slot] && name.equalsIgnoreCase(names.get(slot)))) {
        int start = Utf8.trimStart(value, offset, offset + length);
        values[slot] = value;
        offsets[slot] = start;
        lengths[slot] = Utf8.trimEnd(value, start, offset + length) - start;
        exact[slot] = same;
      }
    }
  }

  /** Whether the record has this header; its value may be empty. */
  public boolean isPresent(int slot) {
    return lengths[slot] >= 0;
  }

  /** The array that holds the value; never to be written. */
  public byte[] bytes(int slot) {
    return values[slot];
  }

  /** Index of the value's first byte. */
  public int offset(int slot) {
    return offsets[slot];
  }

  /** Number of bytes of the value, or −1 when absent. */
  public int length(int slot) {
    return lengths[slot];
  }
}
