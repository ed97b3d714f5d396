package dev.weir.monitor;

import dev.weir.monitor.Settings.StoreKind;
import java.time.Duration;

/**
 * Everything under {@code weir.journal}, checked.
 *
 * @param enabled whether sightings are kept at all
 * @param rate sightings a second of one process, in the long run; beyond it one trace in two, four,
 *     and so on is kept; from 1
 * @param keep how long a sighting is kept at least, if there is room
 * @param maxTraces traces that are kept at a time, from {@value #LEAST_TRACES}
 */
public record JournalSettings(boolean enabled, int rate, Duration keep, int maxTraces) {
  /** The least that {@code maxTraces} may be. */
  public static final int LEAST_TRACES = 100;

  /** How many bytes a trace may take on average: with more, fewer of them are kept. */
  public static final int BYTES_PER_TRACE = 1_024;

  /** What is kept where nothing is said: less in this process' own memory than in Redis. */
  public static JournalSettings defaults(StoreKind store) {
    int traces =
        switch (store) {
          case MEMORY -> 10_000;
          case REDIS -> 100_000;
        };
    return new JournalSettings(true, 2_000, Duration.ofMinutes(15), traces);
  }
}
