package dev.weir.bench.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.flow.Events;
import dev.weir.monitor.SightingRecorder;
import dev.weir.pipeline.Slice;
import dev.weir.pipeline.StageEvent;
import dev.weir.trace.Sampling;
import dev.weir.trace.TraceNotation;
import java.util.HexFormat;
import java.util.Locale;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What the journal costs for an event: one of a trace that is not sampled, as nearly all are where
 * there are many, and one that is, whose sighting is written down. Both with ids as the platform
 * writes them. What is copied out of the buffer, once for some hundred sightings, is in it.
 */
@State(Scope.Thread)
public class JournalParts {
  private static final byte[] TOPIC = "trading.signals".getBytes(UTF_8);
  private static final int EVENTS = 1_024;

  /** How the trace id is written: as digits, as a UUID, or as a ULID. */
  @Param({"digits", "uuid", "ulid"})
  public String notation = "digits";

  private final StageEvent[] events = new StageEvent[EVENTS];
  private SightingRecorder all = recorder();
  private SightingRecorder few = recorder();
  private int at;
  private int batches;

  private SightingRecorder recorder() {
    return new SightingRecorder(Integer.MAX_VALUE, batch -> batches++);
  }

  /** Makes the events. */
  @Setup
  public void fill() {
    all = recorder();
    for (int i = 0; i < EVENTS; i++) {
      events[i] = event(i);
    }
    // It has had so many already that it takes about one in as many.
    few = new SightingRecorder(1, batch -> batches++);
    var event = event(0);
    for (int i = 1; i <= 200_000; i++) {
      set(event.trace, HexFormat.of().toHexDigits(1L) + HexFormat.of().toHexDigits((long) i));
      see(few, event);
    }
  }

  private StageEvent event(int number) {
    var event = new StageEvent();
    event.clear();
    event.offset = 1_000_000L + number;
    event.eventTimeMicros = Events.START + number;
    event.sampling = Sampling.SAMPLED;
    event.notation = TraceNotation.W3C;
    set(event.id, "019353a1-0000-7000-8000-%012x".formatted(number));
    set(event.parent, "019353a1-0000-7000-9000-%012x".formatted(number));
    set(event.span, "%016x".formatted(number + 1));
    set(event.key, "SYM" + number % 100);
    long low = number * 0x9E3779B97F4A7C15L;
    set(
        event.trace,
        switch (notation) {
          case "digits" -> "4bf92f3577b34da6%016x".formatted(low);
          case "uuid" -> "4bf92f35-77b3-4da6-%s".formatted(hyphen("%016x".formatted(low)));
          default -> "01ARYZ6S41" + "%016x".formatted(low).toUpperCase(Locale.ROOT);
        });
    return event;
  }

  private static String hyphen(String digits) {
    return digits.substring(0, 4) + "-" + digits.substring(4);
  }

  private static void set(Slice slice, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    slice.set(bytes, 0, bytes.length);
  }

  private static int see(SightingRecorder recorder, StageEvent event) {
    if (!recorder.wants(event)) {
      return 0;
    }
    recorder.begin(event);
    recorder.finish(event, TOPIC, 7, event.eventTimeMicros + 2_000);
    return 1;
  }

  private StageEvent next() {
    at = (at + 1) & (EVENTS - 1);
    return events[at];
  }

  /** One whose trace is not sampled. */
  @Benchmark
  public int pass() {
    return see(few, next());
  }

  /** One whose trace is. */
  @Benchmark
  public int sight() {
    return see(all, next());
  }
}
