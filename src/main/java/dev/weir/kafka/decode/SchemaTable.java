package dev.weir.kafka.decode;

import org.jspecify.annotations.Nullable;

/**
 * The schemas that a reader has used last, by id, found without allocating. Holds at most twice as
 * many as it is made for: when as many are new, those that were not used since are dropped. Not
 * thread-safe.
 */
final class SchemaTable {
  private final int limit;
  private Generation young;
  private Generation old;

  SchemaTable(int limit) {
    this.limit = limit;
    young = new Generation(limit);
    old = new Generation(limit);
  }

  /** The schema of this id, if it is here. */
  @Nullable BodySchema get(long id) {
    var schema = young.get(id);
    if (schema == null) {
      schema = old.get(id);
      if (schema != null) {
        put(id, schema);
      }
    }
    return schema;
  }

  /** Enters a schema; the id is positive. */
  void put(long id, BodySchema schema) {
    if (young.count == limit) {
      old = young;
      young = new Generation(limit);
    }
    young.put(id, schema);
  }

  /** Open addressing, at most half full. */
  private static final class Generation {
    private final long[] ids; // 0 where there is none
    private final @Nullable BodySchema[] schemas;
    private int count;

    Generation(int limit) {
      int capacity = Integer.highestOneBit(Math.max(limit, 2)) * 4;
      ids = new long[capacity];
      schemas = new @Nullable BodySchema[capacity];
    }

    private int slot(long id) {
      int slot = (int) ((id * 0x9E3779B97F4A7C15L) >>> 32) & (ids.length - 1);
      while (ids[slot] != 0 && ids[slot] != id) {
        slot = (slot + 1) & (ids.length - 1);
      }
      return slot;
    }

    @Nullable BodySchema get(long id) {
      return schemas[slot(id)];
    }

    void put(long id, BodySchema schema) {
      int slot = slot(id);
      count += ids[slot] == 0 ? 1 : 0;
      ids[slot] = id;
      schemas[slot] = schema;
    }
  }
}
