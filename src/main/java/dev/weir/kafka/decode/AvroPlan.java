package dev.weir.kafka.decode;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done with a value of an Avro type: where pointers lead into it. Values into which
 * none leads have no plan, and are stepped over by their type alone, so a plan is as small as the
 * pointers are, however large the schema is.
 */
final class AvroPlan {
  /** The value's type. */
  final AvroType type;

  /** The slot that takes the value itself, or −1. */
  final int slot;

  /** Of a record or union, what to do with each of its parts; null to step over it. */
  final @Nullable AvroPlan[] parts;

  /** Of an array or map, the pointers that lead into it; as many as there are {@link #parts}. */
  final PointerNode[] keys;

  private AvroPlan(AvroType type, int slot, @Nullable AvroPlan[] parts, PointerNode[] keys) {
    this.type = type;
    this.slot = slot;
    this.parts = parts;
    this.keys = keys;
  }

  /** The plan for a value to which the pointers lead from their root. */
  static AvroPlan of(AvroType type, PointerNode root) {
    return of(type, root, new IdentityHashMap<>());
  }

  /** A type that is met at the same pointer on several ways has one plan, so plans stay small. */
  private static AvroPlan of(
      AvroType type, PointerNode pointer, Map<PointerNode, Map<AvroType, AvroPlan>> made) {
    var ofPointer = made.computeIfAbsent(pointer, _ -> new IdentityHashMap<>());
    var known = ofPointer.get(type);
    if (known != null) {
      return known;
    }
    var keys =
        type.kind == AvroType.Kind.ARRAY || type.kind == AvroType.Kind.MAP
            ? pointer.children.toArray(PointerNode[]::new)
            : new PointerNode[0];
    @Nullable AvroPlan[] parts =
        new @Nullable AvroPlan[keys.length == 0 ? type.parts.length : keys.length];
    // What is in a union lies where the union lies, and has its slot.
    int slot = type.kind == AvroType.Kind.UNION ? -1 : pointer.slot;
    var plan = new AvroPlan(type, slot, parts, keys);
    ofPointer.put(type, plan);
    for (int i = 0; i < parts.length; i++) {
      var below =
          switch (type.kind) {
            case UNION -> pointer;
            case RECORD -> pointer.member(type.fields[i]);
            case ARRAY, MAP -> keys.length == 0 ? null : keys[i];
            default -> null;
          };
      var part = keys.length == 0 ? type.parts[i] : type.parts[0];
      if (below != null) {
        parts[i] = of(part, below, made);
      }
    }
    return plan;
  }

  /** What to do with an array's element. */
  @Nullable AvroPlan element(long index) {
    for (int i = 0; i < keys.length; i++) {
      if (keys[i].index == index) {
        return parts[i];
      }
    }
    return null;
  }

  /** What to do with a map's value. */
  @Nullable AvroPlan member(byte[] bytes, int from, int to) {
    for (int i = 0; i < keys.length; i++) {
      byte[] name = keys[i].name;
      if (Arrays.equals(name, 0, name.length, bytes, from, to)) {
        return parts[i];
      }
    }
    return null;
  }
}
