package dev.weir.monitor;

import dev.weir.flow.PartitionId;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps each partition's state together with the offset that it covers. Values are absolute, never
 * deltas, and a write takes effect as a whole or not at all. No call fails: trouble is a result.
 * Arrays handed in or out are never changed by either side.
 */
public interface SnapshotStore {
  /** The offset that stands for "nothing is stored". */
  long ABSENT = -1;

  /** The snapshot of one partition, read atomically. */
  Uni<Load> load(PartitionId partition);

  /** Writes each commit whose expected offset is the stored one; results in the order given. */
  Uni<List<CommitResult>> commit(List<Commit> commits);

  /**
   * The snapshots whose offset differs from the known one ({@link #ABSENT} for none known); used to
   * see what other replicas have read.
   */
  Uni<Changes> changes(Map<PartitionId, Long> known);

  /**
   * A partition's state as stored.
   *
   * @param offset the next offset to read
   * @param sections encoded parts of the state by name
   */
  record Snapshot(long offset, Map<String, byte[]> sections) {
    /** Copies the map, not the arrays. */
    public Snapshot {
      sections = Map.copyOf(sections);
    }

    /** Written out since the generated one takes microseconds natively; see performance.md. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Snapshot that
          && offset == that.offset
          && sections.equals(that.sections);
    }

    @Override
    public int hashCode() {
      return 31 * Long.hashCode(offset) + sections.hashCode();
    }
  }

  /**
   * A compare-and-set.
   *
   * @param partition whose state it is
   * @param expectedOffset what must be stored for the write to happen, {@link #ABSENT} for nothing
   * @param offset the next offset to read once this is written
   * @param sections what changed since the expected offset
   * @param whole whether sections is the whole state, so that every other stored section is removed
   */
  record Commit(
      PartitionId partition,
      long expectedOffset,
      long offset,
      Map<String, byte[]> sections,
      boolean whole) {
    /** Copies the map, not the arrays. */
    public Commit {
      sections = Map.copyOf(sections);
    }
  }

  /** What became of a commit. */
  sealed interface CommitResult {
    /** It is written. */
    record Committed() implements CommitResult {}

    /**
     * Something newer is stored: another owner has written.
     *
     * @param storedOffset what is there; larger than expected
     */
    record Superseded(long storedOffset) implements CommitResult {}

    /**
     * Something older is stored than this owner has written before: the store lost data.
     *
     * @param storedOffset what is there, or {@link #ABSENT}; smaller than expected
     */
    record Rewound(long storedOffset) implements CommitResult {}

    /**
     * Whether it was written is not known; keep everything and try again.
     *
     * @param detail why, in words
     */
    record Unavailable(String detail) implements CommitResult {}
  }

  /** What a load found. */
  sealed interface Load {
    /**
     * A snapshot.
     *
     * @param snapshot what is stored
     */
    record Found(Snapshot snapshot) implements Load {}

    /** Nothing is stored for this partition. */
    record Missing() implements Load {}

    /**
     * The store did not answer.
     *
     * @param detail why, in words
     */
    record Unavailable(String detail) implements Load {}
  }

  /** What a look at other replicas' snapshots found. */
  sealed interface Changes {
    /**
     * The answer.
     *
     * @param changed snapshots with another offset than the known one
     * @param missing partitions that have none
     */
    record Found(Map<PartitionId, Snapshot> changed, List<PartitionId> missing)
        implements Changes {}

    /**
     * The store did not answer.
     *
     * @param detail why, in words
     */
    record Unavailable(String detail) implements Changes {}
  }
}
