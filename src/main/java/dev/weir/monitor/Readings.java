package dev.weir.monitor;

import dev.weir.flow.Micros;
import dev.weir.flow.PartitionId;
import dev.weir.flow.PartitionState;
import dev.weir.flow.Reading;
import dev.weir.monitor.IngestBoard.LogEnds;
import dev.weir.monitor.LagTracker.Lag;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.TopicSelector;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How well every stage can be seen, from the log ends and the states that are known. Pure. */
final class Readings {
  /** An answer of the brokers older than this says nothing of now. */
  static final Duration CONTACT = Duration.ofSeconds(5);

  private final Pipeline pipeline;

  Readings(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  /**
   * The lag of every partition that is read.
   *
   * @param origin from when on records count
   * @param now the machine's time, by which records and the origin are old
   * @param steady the same instant of the {@link SteadyClock}, by which looks are
   */
  static Map<PartitionId, Lag> lags(
      LagTracker tracker,
      Map<PartitionId, PartitionState> states,
      Instant origin,
      Instant now,
      Instant steady) {
    var lags = new HashMap<PartitionId, Lag>();
    states.forEach(
        (id, state) -> {
          var age = Duration.between(readTo(state, origin, now), now);
          lags.put(id, tracker.lag(id, state.nextOffset(), steady.minus(age), steady));
        });
    return lags;
  }

  // A time that is still to come tells nothing of how far a log was read.
  private static Instant readTo(PartitionState state, Instant origin, Instant now) {
    var counts = state.figures().counts();
    for (long micros : new long[] {counts.newestRecordMicros(), counts.newestMicros()}) {
      var newest = Micros.toInstant(micros);
      if (newest != null && !newest.isAfter(now)) {
        return newest;
      }
    }
    return origin;
  }

  /** The readings of all stages; {@code now} is of the {@link SteadyClock}. */
  Map<String, Reading> of(
      LogEnds ends,
      IngestBoard.LinkState kafka,
      Map<PartitionId, Lag> lags,
      Map<PartitionId, String> blocked,
      Instant now) {
    var readings = new HashMap<String, Reading>();
    for (var stage : pipeline.stages()) {
      long unread = 0;
      var behind = Duration.ZERO;
      for (var lag : lags.entrySet()) {
        if (stage.writes(lag.getKey().topic())) {
          unread += lag.getValue().unread();
          behind = max(behind, lag.getValue().behind());
        }
      }
      var blindness = blindness(stage, ends, kafka, lags, blocked, now);
      readings.put(stage.name(), new Reading(unread, behind, blindness));
    }
    return readings;
  }

  private static @Nullable String blindness(
      Stage stage,
      LogEnds ends,
      IngestBoard.LinkState kafka,
      Map<PartitionId, Lag> lags,
      Map<PartitionId, String> blocked,
      Instant now) {
    var contact = Duration.between(ends.at(), now);
    if (contact.compareTo(CONTACT) > 0) {
      var why = kafka.up() ? "no answer" : kafka.detail();
      return "cut off from Kafka for %d s: %s".formatted(contact.toSeconds(), why);
    }
    for (var selector : stage.topics()) {
      if (selector instanceof TopicSelector.Exact exact
          && ends.missingTopics().contains(exact.name())) {
        return "topic " + exact.name() + " does not exist";
      }
    }
    for (var unreadable : ends.unreadable().entrySet()) {
      if (stage.writes(unreadable.getKey())) {
        return "topic %s cannot be read: %s".formatted(unreadable.getKey(), unreadable.getValue());
      }
    }
    int all = 0;
    int read = 0;
    for (var partition : ends.ends().keySet()) {
      if (stage.writes(partition.topic())) {
        all++;
        if (lags.containsKey(partition)) {
          read++;
        }
        if (blocked.containsKey(partition)) {
          return blocked.get(partition);
        }
      }
    }
    if (all == 0) {
      return "no topic matches " + stage.topics();
    }
    return read == all ? null : "%d of %d partitions are not read yet".formatted(all - read, all);
  }

  private static Duration max(Duration left, Duration right) {
    return left.compareTo(right) >= 0 ? left : right;
  }
}
