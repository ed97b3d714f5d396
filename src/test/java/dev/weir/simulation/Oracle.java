package dev.weir.simulation;

import dev.weir.flow.FiguresOf;
import dev.weir.flow.Gap;
import dev.weir.flow.PartitionId;
import dev.weir.flow.PartitionState;
import dev.weir.flow.SnapshotCodec;
import dev.weir.flow.StageShape;
import dev.weir.kafka.decode.RecordDecoder;
import dev.weir.monitor.Settings;
import dev.weir.monitor.SnapshotStore.Snapshot;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.StageEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What must come out: by one undisturbed pass over a log, and by plain counting. */
final class Oracle {
  /** Examples of rejected records are some of many; the version tells of no record. */
  private static final Set<String> NOT_COMPARED = Set.of("x", "m");

  private final Pipeline pipeline;
  private final int keyLimit;
  private final Map<String, StageShape> shapes = new HashMap<>();
  private final RecordDecoder decoder;
  private final StageEvent event = new StageEvent();

  Oracle(Settings settings) {
    pipeline = settings.pipeline();
    keyLimit = settings.keyLimit();
    decoder = new RecordDecoder(pipeline, settings.maxBodyBytes(), null);
  }

  private StageShape shape(PartitionId id) {
    return shapes.computeIfAbsent(
        id.topic(),
        topic -> StageShape.of(pipeline, pipeline.stageOf(topic).orElseThrow(), keyLimit));
  }

  /** The state that a snapshot holds. */
  PartitionState decode(PartitionId id, Snapshot snapshot) {
    var decoded = SnapshotCodec.decode(id, shape(id), snapshot.offset(), snapshot.sections());
    if (decoded instanceof SnapshotCodec.Decoded.Ok ok) {
      return ok.state();
    }
    throw new AssertionError(id + ": " + decoded);
  }

  /** One pass from an offset to the log's end, over gaps where there were gaps. */
  PartitionState pass(PartitionId id, SimLog log, long from, List<Gap> gaps) {
    var state = new PartitionState(id, shape(id), from);
    var left = new ArrayDeque<>(gaps);
    for (long offset = from; offset < log.end(); offset++) {
      var gap = left.peek();
      if (gap != null && offset >= gap.from()) {
        state.skip(gap.from(), gap.to());
        left.remove();
        offset = gap.to() - 1;
        continue;
      }
      var record = log.counting(offset);
      if (record != null) {
        decoder.decode(record, event);
        state.apply(event);
      }
    }
    state.advance(log.end());
    return state;
  }

  /** What is wrong with a state that should be this pass; null when nothing is. */
  @Nullable String difference(
      PartitionState found, PartitionState expected, SimLog log, long from) {
    var encoded = new SnapshotCodec().encodeWhole(found);
    var undisturbed = new SnapshotCodec().encodeWhole(expected);
    if (!same(encoded, undisturbed)) {
      var seen = FiguresOf.all(found, (int) log.end()).toString();
      var wanted = FiguresOf.all(expected, (int) log.end()).toString();
      if (!seen.equals(wanted)) {
        return "one undisturbed pass gives%n%s%nnot%n%s".formatted(wanted, seen);
      }
    }
    return plainDifference(found, log, from);
  }

  private static boolean same(Map<String, byte[]> one, Map<String, byte[]> other) {
    if (!one.keySet().equals(other.keySet())) {
      return false;
    }
    return one.entrySet().stream()
        .allMatch(
            section ->
                NOT_COMPARED.contains(section.getKey())
                    || Arrays.equals(section.getValue(), other.get(section.getKey())));
  }

  /**
   * What is wrong with a state where records were gone that no store had: how much was counted of
   * those is anybody's guess, but what is still there was counted, and nothing twice.
   */
  static @Nullable String impossible(PartitionState found, SimLog log) {
    long events = found.figures().counts().events();
    long kept = LongStream.range(log.start(), log.end()).filter(log::isCounting).count();
    long all = LongStream.range(0, log.end()).filter(log::isCounting).count();
    return kept <= events && events <= all
        ? null
        : "the log has %d records of which %d are still there, counted are %d"
            .formatted(all, kept, events);
  }

  /** Counts the records themselves, without any of the code that is tested. */
  private static @Nullable String plainDifference(PartitionState found, SimLog log, long from) {
    long events = 0;
    long bytes = 0;
    var keys = new HashMap<String, Long>();
    for (long offset = from; offset < log.end(); offset++) {
      var record = log.counting(offset);
      if (record == null || isIn(found.gaps(), offset)) {
        continue;
      }
      events++;
      bytes += record.value().remaining();
      var key = record.key();
      if (key != null) {
        bytes += key.remaining();
        keys.merge(StandardCharsets.UTF_8.decode(key.duplicate()).toString(), 1L, Long::sum);
      }
    }
    var counts = found.figures().counts();
    if (counts.events() != events || counts.bytes() != bytes) {
      return "the log has %d records of %d bytes, counted are %d of %d"
          .formatted(events, bytes, counts.events(), counts.bytes());
    }
    return keyDifference(found, keys);
  }

  private static @Nullable String keyDifference(PartitionState found, Map<String, Long> keys) {
    var table = found.figures().keys();
    long named = 0;
    for (int entry = 0; entry < table.size(); entry++) {
      var key = new String(table.key(entry), StandardCharsets.UTF_8);
      if (keys.getOrDefault(key, 0L) != table.events(entry)) {
        return "key %s has %s records, counted are %d"
            .formatted(key, keys.get(key), table.events(entry));
      }
      named += table.events(entry);
    }
    long all = keys.values().stream().mapToLong(Long::longValue).sum();
    return named + table.otherEvents() == all
        ? null
        : "%d records have keys, counted are %d and %d".formatted(all, named, table.otherEvents());
  }

  private static boolean isIn(List<Gap> gaps, long offset) {
    return gaps.stream().anyMatch(gap -> gap.from() <= offset && offset < gap.to());
  }
}
