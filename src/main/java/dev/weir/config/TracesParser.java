package dev.weir.config;

import dev.weir.monitor.JournalSettings;
import dev.weir.monitor.TraceSettings;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads which traces become spans. */
final class TracesParser {
  private static final int MOST_RATE = 100_000;

  private final Inputs inputs;

  TracesParser(Inputs inputs) {
    this.inputs = inputs;
  }

  TraceSettings traces(Key key, JournalSettings journal) {
    var otherwise = TraceSettings.DEFAULT;
    return new TraceSettings(
        yes(key.child("enabled"), otherwise.enabled()),
        settle(key.child("settle"), journal),
        inputs.duration(key.child("slow")),
        share(key.child("share"), otherwise.share()),
        inputs.number(key.child("rate"), otherwise.rate(), 1, MOST_RATE),
        yes(key.child("respect-sampled-flag"), otherwise.respectSampledFlag()));
  }

  private boolean yes(Key key, boolean otherwise) {
    var yes = inputs.word(key, otherwise, new TreeMap<>(Map.of("true", true, "false", false)));
    return yes == null ? otherwise : yes;
  }

  private @Nullable Duration settle(Key key, JournalSettings journal) {
    var settle = inputs.duration(key);
    if (settle == null) {
      return null;
    }
    // What the journal has forgotten by then cannot be looked up.
    var most =
        journal.keep().compareTo(TraceSettings.MOST_SETTLE) < 0
            ? journal.keep()
            : TraceSettings.MOST_SETTLE;
    if (settle.compareTo(TraceSettings.LEAST_SETTLE) < 0 || settle.compareTo(most) > 0) {
      inputs.problem(
          key,
          Inputs.quote(String.valueOf(inputs.text(key))),
          "a duration from 1s to %ds, and not beyond weir.journal.keep"
              .formatted(most.toSeconds()));
      return null;
    }
    return settle;
  }

  private double share(Key key, double otherwise) {
    var text = inputs.text(key);
    if (text == null) {
      return otherwise;
    }
    try {
      double share = Double.parseDouble(text);
      if (share >= 0 && share <= 1) {
        return share;
      }
    } catch (NumberFormatException _) {
      // Reported below.
    }
    inputs.problem(key, Inputs.quote(text), "a number from 0 to 1");
    return otherwise;
  }
}
