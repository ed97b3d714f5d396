package dev.weir.flow;

/** The keys of a stage at the instant of a view. Never changes, so that any thread may read it. */
public final class KeyColumns {
  private final byte[][] keys;
  private final long[] events;
  private final long[] newest;
  private final long otherEvents;
  private final long otherNewest;

  private KeyColumns(
      byte[][] keys, long[] events, long[] newest, long otherEvents, long otherNewest) {
    this.keys = keys;
    this.events = events;
    this.newest = newest;
    this.otherEvents = otherEvents;
    this.otherNewest = otherNewest;
  }

  /** What a table holds now. */
  public static KeyColumns of(KeyTable table) {
    int size = table.size();
    byte[][] keys = new byte[size][];
    long[] events = new long[size];
    long[] newest = new long[size];
    for (int entry = 0; entry < size; entry++) {
      keys[entry] = table.key(entry);
      events[entry] = table.events(entry);
      newest[entry] = table.newest(entry);
    }
    return new KeyColumns(keys, events, newest, table.otherEvents(), table.otherNewest());
  }

  /** How many keys have an entry of their own. */
  public int size() {
    return keys.length;
  }

  /** The bytes of the key of an entry, 0 to {@link #size()} exclusive; not to be written. */
  public byte[] key(int entry) {
    return keys[entry];
  }

  /** Events of that entry. */
  public long events(int entry) {
    return events[entry];
  }

  /**
   * Newest event time of that entry in microseconds, or {@link
   * dev.weir.pipeline.StageEvent#NO_TIME}.
   */
  public long newest(int entry) {
    return newest[entry];
  }

  /** Events of keys that have no entry. */
  public long otherEvents() {
    return otherEvents;
  }

  /** Their newest event time, or {@link dev.weir.pipeline.StageEvent#NO_TIME}. */
  public long otherNewest() {
    return otherNewest;
  }
}
