package dev.weir.memory;

import dev.weir.monitor.Journal;
import dev.weir.monitor.JournalSettings;
import dev.weir.monitor.Sighting;
import dev.weir.monitor.SightingBatch;
import dev.weir.monitor.SightingCodec;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Sightings in this process, as bytes; never unavailable. The trace that was seen first goes first,
 * when there are too many, when they take too many bytes, or when its time is over.
 */
public final class MemoryJournal implements Journal {
  // Beside the bytes of its sightings.
  private static final int BYTES_PER_NAME = 24;

  private final int maxTraces;
  private final long maxBytes;
  private final Duration keep;
  private final InstantSource clock;
  // In the order in which they were first seen.
  private final Map<Long, Trace> traces = new LinkedHashMap<>();
  private final Map<Long, Long> names = new HashMap<>();
  private long bytes;
  private int lastK;

  private static final class Trace {
    final Instant began;
    final List<byte[]> sightings = new ArrayList<>(4);
    final List<Long> names = new ArrayList<>(4);
    int bytes;

    Trace(Instant began) {
      this.began = began;
    }
  }

  /**
   * An empty journal.
   *
   * @param clock nothing but passing time may move it; see {@link dev.weir.monitor.SteadyClock}
   */
  public MemoryJournal(JournalSettings settings, InstantSource clock) {
    this.maxTraces = settings.maxTraces();
    this.maxBytes = (long) maxTraces * JournalSettings.BYTES_PER_TRACE;
    this.keep = settings.keep();
    this.clock = clock;
  }

  @Override
  public Uni<Appended> append(SightingBatch batch) {
    return Uni.createFrom().item(() -> new Appended.Kept(add(batch)));
  }

  @Override
  public Uni<Found> find(List<Long> ids) {
    var asked = List.copyOf(ids);
    return Uni.createFrom().item(() -> look(asked));
  }

  private synchronized int add(SightingBatch batch) {
    var now = clock.instant();
    evict(now);
    lastK = batch.k();
    int kept = 0;
    for (var entry : batch.entries()) {
      var trace = traces.computeIfAbsent(entry.trace(), _ -> new Trace(now));
      if (trace.sightings.size() == MOST_SIGHTINGS) {
        continue;
      }
      kept++;
      trace.sightings.add(entry.sighting());
      grow(trace, entry.sighting().length);
      for (long name : entry.names()) {
        Long before = names.put(name, entry.trace());
        if (before == null || before != entry.trace()) {
          trace.names.add(name);
          grow(trace, BYTES_PER_NAME);
        }
      }
      evict(now);
    }
    return kept;
  }

  private void grow(Trace trace, int more) {
    trace.bytes += more;
    bytes += more;
  }

  private void evict(Instant now) {
    var eldest = traces.entrySet().iterator();
    while (eldest.hasNext()) {
      var entry = eldest.next();
      var trace = entry.getValue();
      boolean isFull = traces.size() > maxTraces || bytes > maxBytes;
      if (!isFull && trace.began.plus(keep).isAfter(now)) {
        return;
      }
      bytes -= trace.bytes;
      // Another trace may have taken a name over.
      trace.names.forEach(name -> names.remove(name, entry.getKey()));
      eldest.remove();
    }
  }

  private synchronized Found look(List<Long> ids) {
    evict(clock.instant());
    var hashes = new HashSet<Long>();
    for (var id : ids) {
      hashes.add(id);
      var named = names.get(id);
      if (named != null) {
        hashes.add(named);
      }
    }
    var found =
        hashes.stream()
            .map(traces::get)
            .filter(Objects::nonNull)
            .flatMap(trace -> trace.sightings.stream())
            .map(SightingCodec::decode)
            .flatMap(Optional::stream)
            .toList();
    return new Found.Sightings(Sighting.distinct(found), lastK);
  }
}
