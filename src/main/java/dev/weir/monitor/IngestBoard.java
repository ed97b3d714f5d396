package dev.weir.monitor;

import dev.weir.flow.PartitionId;
import dev.weir.monitor.SnapshotStore.CommitResult;
import dev.weir.monitor.SnapshotStore.Snapshot;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Where the loops that read Kafka pin up what they know, and where everything else looks. All
 * methods are cheap and safe to call from any thread; nothing here waits.
 */
public final class IngestBoard {
  private final Map<PartitionId, Snapshot> published = new ConcurrentHashMap<>();
  private final Map<PartitionId, String> blocked = new ConcurrentHashMap<>();
  private final Map<PartitionId, Long> countedUpTo = new ConcurrentHashMap<>();
  private final Map<String, IngestTally.Counts> tallies = new ConcurrentHashMap<>();
  private final Set<String> assignedLoops = ConcurrentHashMap.newKeySet();
  private final Map<String, LongAdder> commits = new ConcurrentHashMap<>();
  private final LatencyCells commitDurations = new LatencyCells();
  private final AtomicReference<@Nullable LogEnds> logEnds = new AtomicReference<>();
  private volatile Map<String, UUID> topicIds = Map.of();
  private final AtomicReference<LinkState> kafka;
  private final AtomicReference<LinkState> store;

  /** A board on which both links are down until something is heard of them. */
  public IngestBoard(Instant now) {
    kafka = new AtomicReference<>(new LinkState(false, now, "no answer from a broker yet"));
    store = new AtomicReference<>(new LinkState(false, now, "no answer from the store yet"));
  }

  /**
   * A connection's state.
   *
   * @param up whether the last exchange worked
   * @param since from when on that has been so
   * @param detail what is wrong; empty when up
   */
  public record LinkState(boolean up, Instant since, String detail) {
    private LinkState next(boolean nowUp, Instant now, String nowDetail) {
      return new LinkState(nowUp, nowUp == up ? since : now, nowDetail);
    }
  }

  /**
   * The ends of all logs of the pipeline at one instant.
   *
   * @param at before the brokers were asked, by the {@link SteadyClock}
   * @param ends the offset behind the last committed record, by partition
   * @param missingTopics topics named in the definition that do not exist
   * @param unreadable topics of which the end is not known of every partition, with the reason
   */
  public record LogEnds(
      Instant at,
      Map<PartitionId, Long> ends,
      List<String> missingTopics,
      Map<String, String> unreadable) {
    /** The ends when every topic could be read. */
    public LogEnds(Instant at, Map<PartitionId, Long> ends, List<String> missingTopics) {
      this(at, ends, missingTopics, Map.of());
    }

    /** Copies the collections. */
    public LogEnds {
      ends = Map.copyOf(ends);
      missingTopics = List.copyOf(missingTopics);
      unreadable = Map.copyOf(unreadable);
    }
  }

  /** A loop shows the state of a partition that it owns. */
  public void publish(PartitionId partition, Snapshot snapshot) {
    published.put(partition, snapshot);
    blocked.remove(partition);
  }

  /** A loop does not own the partition any more. */
  public void withdraw(PartitionId partition) {
    published.remove(partition);
    blocked.remove(partition);
  }

  /** A loop cannot read the partition. */
  public void block(PartitionId partition, String reason) {
    blocked.put(partition, reason);
  }

  /** A loop can read the partition after all. */
  public void unblock(PartitionId partition) {
    blocked.remove(partition);
  }

  /** A loop has taken part in a rebalance. */
  public void assigned(String loop) {
    assignedLoops.add(loop);
  }

  /** How many loops have been assigned their (possibly empty) share. */
  public int assignedLoops() {
    return assignedLoops.size();
  }

  /** States of the partitions that this process owns. */
  public Map<PartitionId, Snapshot> published() {
    return Map.copyOf(published);
  }

  /** Partitions that cannot be read, with the reason. */
  public Map<PartitionId, String> blocked() {
    return Map.copyOf(blocked);
  }

  /** The offset below which this process has counted the partition's records for scrapers. */
  public long countedUpTo(PartitionId partition) {
    return countedUpTo.getOrDefault(partition, 0L);
  }

  /** Raises the offset below which records are counted. */
  public void counted(PartitionId partition, long upTo) {
    countedUpTo.merge(partition, upTo, Math::max);
  }

  /** The partition's log is another one now: what it holds has not been counted. */
  public void countAgainFrom(PartitionId partition, long offset) {
    countedUpTo.put(partition, offset);
  }

  /** A loop shows what it has counted since the process began. */
  public void tally(String loop, IngestTally.Counts counts) {
    tallies.put(loop, counts);
  }

  /** What all loops have counted. */
  public Collection<IngestTally.Counts> tallies() {
    return List.copyOf(tallies.values());
  }

  /** Counts commits by outcome, and says how the store is. */
  public void commits(List<CommitResult> results, long durationMicros, Instant now) {
    synchronized (commitDurations) {
      commitDurations.add(durationMicros);
    }
    for (var result : results) {
      var label =
          switch (result) {
            case CommitResult.Committed _ -> "committed";
            case CommitResult.Superseded _ -> "superseded";
            case CommitResult.Rewound _ -> "rewound";
            case CommitResult.Unavailable unavailable -> {
              storeDown(unavailable.detail(), now);
              yield "unavailable";
            }
          };
      commits.computeIfAbsent(label, _ -> new LongAdder()).increment();
    }
    if (results.stream().noneMatch(result -> result instanceof CommitResult.Unavailable)) {
      storeUp(now);
    }
  }

  /** Commits by outcome. */
  public Map<String, Long> commitCounts() {
    var counts = new TreeMap<String, Long>();
    for (var label : List.of("committed", "superseded", "rewound", "unavailable")) {
      var adder = commits.get(label);
      counts.put(label, adder == null ? 0L : adder.sum());
    }
    return counts;
  }

  /** How long commits took. */
  public Tallies.LatencyTally commitDurations() {
    synchronized (commitDurations) {
      return commitDurations.toTally();
    }
  }

  /** The brokers answered. */
  public void logEnds(LogEnds ends, Instant now) {
    logEnds.set(ends);
    // Of topics that are gone nothing is read again; one of the same name is another.
    countedUpTo
        .keySet()
        .removeIf(
            id ->
                !ends.ends().containsKey(id)
                    && !ends.unreadable().containsKey(id.topic())
                    && !published.containsKey(id));
    kafka.updateAndGet(link -> link.next(true, now, ""));
  }

  /** The latest answer of the brokers, or null before the first. */
  public @Nullable LogEnds logEnds() {
    return logEnds.get();
  }

  /**
   * The ids that the pipeline's topics had when they were last looked up; another map each time.
   */
  public void topicIds(Map<String, UUID> ids) {
    topicIds = ids;
  }

  /** The last of these. */
  public Map<String, UUID> topicIds() {
    return topicIds;
  }

  /** The brokers did not answer. */
  public void kafkaDown(String detail, Instant now) {
    kafka.updateAndGet(link -> link.next(false, now, detail));
  }

  /** The store answered. */
  public void storeUp(Instant now) {
    store.updateAndGet(link -> link.next(true, now, ""));
  }

  /** The store did not answer. */
  public void storeDown(String detail, Instant now) {
    store.updateAndGet(link -> link.next(false, now, detail));
  }

  /** The link to the brokers. */
  public LinkState kafka() {
    return kafka.get();
  }

  /** The link to the store. */
  public LinkState store() {
    return store.get();
  }
}
