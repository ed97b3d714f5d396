package dev.weir.config;

import dev.weir.monitor.JournalSettings;
import dev.weir.monitor.Settings.StoreKind;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Reads which sightings are kept, and for how long. */
final class JournalParser {
  private static final Duration LEAST_KEEP = Duration.ofMinutes(1);
  private static final Duration MOST_KEEP = Duration.ofDays(7);
  private static final int MOST_RATE = 1_000_000;
  private static final int MOST_TRACES = 10_000_000;

  private final Inputs inputs;

  JournalParser(Inputs inputs) {
    this.inputs = inputs;
  }

  JournalSettings journal(Key key, StoreKind store) {
    var otherwise = JournalSettings.defaults(store);
    var words = new TreeMap<>(Map.of("true", true, "false", false));
    var enabled = inputs.word(key.child("enabled"), otherwise.enabled(), words);
    return new JournalSettings(
        enabled == null || enabled,
        inputs.number(key.child("rate"), otherwise.rate(), 1, MOST_RATE),
        keep(key.child("keep"), otherwise.keep()),
        inputs.number(
            key.child("max-traces"),
            otherwise.maxTraces(),
            JournalSettings.LEAST_TRACES,
            MOST_TRACES));
  }

  private Duration keep(Key key, Duration otherwise) {
    var keep = inputs.duration(key, otherwise);
    if (keep.compareTo(LEAST_KEEP) < 0 || keep.compareTo(MOST_KEEP) > 0) {
      inputs.problem(
          key, Inputs.quote(String.valueOf(inputs.text(key))), "a duration from 1m to 7d");
      return otherwise;
    }
    return keep;
  }
}
