package dev.weir.kafka.decode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node of the pointers that are looked for, joined by their common beginnings, for those who read
 * bodies by a schema. Never changes once built.
 */
final class PointerNode {
  private static final int NO_INDEX = -1;

  /** The token's text in UTF-8, which is a map's key. */
  final byte[] name;

  /** The token as an array's index, or −1. */
  final int index;

  /** What lies below. */
  final List<PointerNode> children = new ArrayList<>();

  /** The slot of the pointer that ends here, or −1. */
  int slot = -1;

  private final String token;

  private PointerNode(String token) {
    this.token = token;
    name = token.getBytes(StandardCharsets.UTF_8);
    index = token.matches("0|[1-9][0-9]{0,8}") ? Integer.parseInt(token) : NO_INDEX;
  }

  /** The root of these pointers; the position in the list is the slot. */
  static PointerNode root(List<List<String>> pointers) {
    var root = new PointerNode("");
    for (int slot = 0; slot < pointers.size(); slot++) {
      var node = root;
      for (String token : pointers.get(slot)) {
        var child = node.member(token);
        if (child == null) {
          child = new PointerNode(token);
          node.children.add(child);
        }
        node = child;
      }
      node.slot = slot;
    }
    return root;
  }

  /** The child of this name. */
  @Nullable PointerNode member(String memberName) {
    for (var child : children) {
      if (child.token.equals(memberName)) {
        return child;
      }
    }
    return null;
  }
}
