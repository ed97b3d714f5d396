package dev.weir.simulation;

import dev.weir.flow.PartitionId;
import dev.weir.monitor.SnapshotStore.Commit;
import dev.weir.monitor.SnapshotStore.CommitResult;
import dev.weir.monitor.SnapshotStore.Snapshot;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Ways to break the protocol around the real code; a simulation that does not find each of them
 * proves nothing.
 */
enum Sabotage {
  /** None: what the other schedules are played with. */
  NONE,
  /** The store writes whatever comes. */
  OFFSET_NOT_COMPARED,
  /** The store writes what is based on less than it has, so that a former owner is not fenced. */
  ZOMBIE_NOT_FENCED,
  /** What was counted since the last answer is added to what is stored. */
  DELTA_INSTEAD_OF_SNAPSHOT,
  /** An offset is stored before what was counted up to it. */
  COMMIT_BEFORE_APPLY,
  /** Now and then a section is not written. */
  LOST_SECTION,
  /** A commit without an answer was written in part only. */
  TORN_WRITE,
  /** Reading goes on at the group's offset, not at that of the state. */
  GROUP_OFFSET,
  /** Reading goes on where it was, not where the state says. */
  NO_SEEK,
  /** A consumer that jumps to what is there when records are gone, and says nothing. */
  SILENT_RESET,
  /** Records of aborted transactions are delivered. */
  ABORTED_READ;

  SimStore store(SimClock clock) {
    return switch (this) {
      case NONE, GROUP_OFFSET, NO_SEEK, SILENT_RESET, ABORTED_READ -> new SimStore(clock);
      case OFFSET_NOT_COMPARED -> new Uncomparing(clock, false);
      case ZOMBIE_NOT_FENCED -> new Uncomparing(clock, true);
      case DELTA_INSTEAD_OF_SNAPSHOT -> new Adding(clock);
      case COMMIT_BEFORE_APPLY -> new Hasty(clock);
      case LOST_SECTION -> new Losing(clock, false);
      case TORN_WRITE -> new Losing(clock, true);
    };
  }

  SimConsumer consumer(SimBroker broker, SimClock clock) {
    return switch (this) {
      case GROUP_OFFSET, NO_SEEK -> new Straying(broker, clock, this == NO_SEEK);
      case SILENT_RESET -> new Jumping(broker, clock);
      case ABORTED_READ -> new Uncommitted(broker, clock);
      default -> new SimConsumer(broker, clock);
    };
  }

  private static final class Uncomparing extends SimStore {
    private final boolean isForFormerOwners;

    Uncomparing(SimClock clock, boolean isForFormerOwners) {
      super(clock);
      this.isForFormerOwners = isForFormerOwners;
    }

    @Override
    CommitResult swap(Commit commit, Client client, boolean isHeard) {
      if (!isForFormerOwners) {
        put(commit.partition(), merged(commit));
        return new CommitResult.Committed();
      }
      if (offset(commit.partition()) <= commit.expectedOffset()) {
        return super.swap(commit, client, isHeard);
      }
      write(commit);
      return new CommitResult.Committed();
    }
  }

  /** Only the number of events is added; one wrong figure must be enough. */
  private static final class Adding extends SimStore {
    private final Map<Client, Map<PartitionId, Long>> heard = new HashMap<>();

    Adding(SimClock clock) {
      super(clock);
    }

    @Override
    CommitResult swap(Commit commit, Client client, boolean isHeard) {
      var id = commit.partition();
      var before = events(stored(id));
      var result = super.swap(commit, client, isHeard);
      var after = stored(id);
      if (result instanceof CommitResult.Committed && after != null) {
        long now = events(after);
        var known = heard.computeIfAbsent(client, _ -> new HashMap<>());
        long base = known.getOrDefault(id, before);
        if (isHeard) {
          known.put(id, now);
        }
        var counts = after.sections().get("f");
        if (counts != null && commit.sections().containsKey("f")) {
          var sections = new HashMap<>(after.sections());
          sections.put("f", withEvents(counts, before + now - base));
          put(id, new Snapshot(after.offset(), sections));
        }
      }
      return result;
    }

    /** The first number of the section, 7 bits a byte. */
    private static long events(@Nullable Snapshot snapshot) {
      long events = 0;
      byte[] counts = snapshot == null ? null : snapshot.sections().get("f");
      if (counts == null) {
        return 0;
      }
      for (int at = 0; ; at++) {
        events |= (counts[at] & 0x7fL) << (7 * at);
        if (counts[at] >= 0) {
          return events;
        }
      }
    }

    private static byte[] withEvents(byte[] counts, long events) {
      int rest = 0;
      while (counts[rest] < 0) {
        rest++;
      }
      rest++;
      var buffer = ByteBuffer.allocate(counts.length + 10);
      long left = events;
      while ((left & ~0x7fL) != 0) {
        buffer.put((byte) (left | 0x80));
        left >>>= 7;
      }
      buffer.put((byte) left).put(counts, rest, counts.length - rest);
      return Arrays.copyOf(buffer.array(), buffer.position());
    }
  }

  private static final class Hasty extends SimStore {
    private static final int LATER_MS = 40;

    private final SimClock clock;

    Hasty(SimClock clock) {
      super(clock);
      this.clock = clock;
    }

    @Override
    CommitResult swap(Commit commit, Client client, boolean isHeard) {
      var before = stored(commit.partition());
      var result = super.swap(commit, client, isHeard);
      if (result instanceof CommitResult.Committed && before != null) {
        put(commit.partition(), new Snapshot(commit.offset(), before.sections()));
        clock.after(LATER_MS, () -> catchUp(commit, client));
      }
      return result;
    }

    /** Writes the rest, unless there is nobody any more who could. */
    private void catchUp(Commit commit, Client client) {
      if (client.isAlive()) {
        put(
            commit.partition(),
            new Snapshot(offset(commit.partition()), merged(commit).sections()));
      }
    }
  }

  private static final class Losing extends SimStore {
    private final boolean isOnlyUnheard;

    Losing(SimClock clock, boolean isOnlyUnheard) {
      super(clock);
      this.isOnlyUnheard = isOnlyUnheard;
    }

    @Override
    CommitResult swap(Commit commit, Client client, boolean isHeard) {
      var sections = new HashMap<>(commit.sections());
      var before = stored(commit.partition());
      boolean isOld = before != null && before.sections().containsKey("f");
      if (isOld && (isOnlyUnheard ? !isHeard : commit.offset() % 3 == 0)) {
        sections.remove("f");
      }
      return super.swap(
          new Commit(
              commit.partition(),
              commit.expectedOffset(),
              commit.offset(),
              sections,
              commit.whole()),
          client,
          isHeard);
    }
  }

  private static final class Straying extends SimConsumer {
    private final boolean isStaying;

    Straying(SimBroker broker, SimClock clock, boolean isStaying) {
      super(broker, clock);
      this.isStaying = isStaying;
    }

    @Override
    public synchronized void seek(TopicPartition partition, long offset) {
      var known = isStaying ? Long.valueOf(position(partition)) : broker().committed(partition);
      super.seek(partition, known == null || (isStaying && known < offset) ? offset : known);
    }
  }

  private static final class Jumping extends SimConsumer {
    Jumping(SimBroker broker, SimClock clock) {
      super(broker, clock);
    }

    @Override
    long beforeStart(TopicPartition partition, long position, long start) {
      seek(partition, start);
      return start;
    }
  }

  private static final class Uncommitted extends SimConsumer {
    Uncommitted(SimBroker broker, SimClock clock) {
      super(broker, clock);
    }

    @Override
    @Nullable ConsumerRecord<ByteBuffer, ByteBuffer> read(SimLog log, long offset) {
      return log.any(offset);
    }
  }
}
