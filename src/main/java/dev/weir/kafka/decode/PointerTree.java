package dev.weir.kafka.decode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node of the JSON pointers that are looked for, joined by their common beginnings. Remembers the
 * names of the object it matched last, because the next record's are most often the same in the
 * same order. Not thread-safe.
 */
final class PointerTree {
  private static final int MAX_REMEMBERED = 64;
  private static final int NO_INDEX = -1;

  /** The node above; null at the root. */
  final @Nullable PointerTree parent;

  /** The slot of the pointer that ends here, or −1. */
  int slot = -1;

  /** The scanner's bits for the pointers that end here or below. */
  long bits;

  /** Of these the one that ends here and has no other slot's bit; else 0. */
  long ownBit;

  private final byte[] name;
  private final int index;
  private final List<PointerTree> children = new ArrayList<>();

  private final RememberedName[] names = new RememberedName[MAX_REMEMBERED];

  private PointerTree(@Nullable PointerTree parent, String token) {
    this.parent = parent;
    name = token.getBytes(StandardCharsets.UTF_8);
    index = token.matches("0|[1-9][0-9]{0,8}") ? Integer.parseInt(token) : NO_INDEX;
    Arrays.setAll(names, _ -> new RememberedName());
  }

  /** A root without pointers. */
  static PointerTree root() {
    return new PointerTree(null, "");
  }

  /** The node where the pointer of these tokens ends, below this one; made if need be. */
  PointerTree add(List<String> tokens) {
    var node = this;
    for (String token : tokens) {
      byte[] wantedName = token.getBytes(StandardCharsets.UTF_8);
      var child = node.member(wantedName, 0, wantedName.length);
      if (child == null) {
        child = new PointerTree(node, token);
        node.children.add(child);
      }
      node = child;
    }
    return node;
  }

  /** The child for an object's member of this name. */
  @Nullable PointerTree member(byte[] b, int from, int to) {
    // An indexed loop: an iterator would be allocated for each name.
    for (int i = 0; i < children.size(); i++) {
      var child = children.get(i);
      if (Arrays.equals(child.name, 0, child.name.length, b, from, to)) {
        return child;
      }
    }
    return null;
  }

  /** The child for an array's element at this index. */
  @Nullable PointerTree element(int at) {
    for (int i = 0; i < children.size(); i++) {
      if (children.get(i).index == at) {
        return children.get(i);
      }
    }
    return null;
  }

  /** What is remembered of the {@code i}-th name of the object seen last; null beyond a limit. */
  @Nullable RememberedName remembered(int i) {
    return i < MAX_REMEMBERED ? names[i] : null;
  }

  /**
   * A pointer ends here: it has this slot and, here and above, this bit.
   *
   * @param shared whether other slots have the same bit
   */
  void end(int pointerSlot, long bit, boolean shared) {
    slot = pointerSlot;
    ownBit = shared ? 0 : bit;
    for (var node = this; node != null; node = node.parent) {
      node.bits |= bit;
    }
  }
}
