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
  private static final int MAX_REMEMBERED_LENGTH = 64;
  private static final int NO_INDEX = -1;

  /** The node above; null at the root. */
  final @Nullable PointerTree parent;

  /** The slot of the pointer that ends here, or −1. */
  int slot = -1;

  /** How many wanted pointers that end here or below are still to be found. */
  int wanted;

  private final byte[] name;
  private final int index;
  private final List<PointerTree> children = new ArrayList<>();

  // Of the i-th name of the object seen last: its bytes with both quotes, and whose name it is.
  private final byte[][] names = new byte[MAX_REMEMBERED][];
  private final int[] lengths = new int[MAX_REMEMBERED];
  private final @Nullable PointerTree[] owners = new @Nullable PointerTree[MAX_REMEMBERED];

  private PointerTree(@Nullable PointerTree parent, String token) {
    this.parent = parent;
    name = token.getBytes(StandardCharsets.UTF_8);
    index = token.matches("0|[1-9][0-9]{0,8}") ? Integer.parseInt(token) : NO_INDEX;
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

  /**
   * Whether the {@code i}-th name is the one remembered.
   *
   * @param pos index of the name's opening quote
   * @return the index after its closing quote, or {@link JsonText#BAD} when it is another name
   */
  int predict(int i, byte[] b, int pos, int end) {
    if (i >= MAX_REMEMBERED || lengths[i] == 0) {
      return JsonText.BAD;
    }
    int after = pos + lengths[i];
    boolean same = after <= end && Arrays.equals(names[i], 0, lengths[i], b, pos, after);
    return same ? after : JsonText.BAD;
  }

  /** Whose name the {@code i}-th is, as remembered; null for nobody's. */
  @Nullable PointerTree owner(int i) {
    return owners[i];
  }

  /** Remembers the {@code i}-th name, which lies in {@code [from, to)} with its quotes. */
  void remember(int i, byte[] b, int from, int to, @Nullable PointerTree owner) {
    if (i >= MAX_REMEMBERED || to - from > MAX_REMEMBERED_LENGTH) {
      return;
    }
    if (names[i] == null) {
      names[i] = new byte[MAX_REMEMBERED_LENGTH];
    }
    System.arraycopy(b, from, names[i], 0, to - from);
    lengths[i] = to - from;
    owners[i] = owner;
  }

  /** Forgets what was wanted, here and below. */
  void clear() {
    wanted = 0;
    for (int i = 0; i < children.size(); i++) {
      children.get(i).clear();
    }
  }

  /** Changes the number of wanted pointers, here and above. */
  void count(int change) {
    for (var node = this; node != null; node = node.parent) {
      node.wanted += change;
    }
  }
}
