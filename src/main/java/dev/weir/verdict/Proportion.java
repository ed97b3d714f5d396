package dev.weir.verdict;

import dev.weir.flow.StageView;
import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Stage;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a stage makes as many events of those above it as its hops with {@code expect: ratio}
 * say, by the rates of the last minute. Nothing is said while there are too few events to tell
 * chance from trouble, or while Weir reads the two sides to different times.
 */
record Proportion(Stage stage, StageView figures, Map<String, StageView> views) {
  /** At the bound of what is expected there have to be so many children in a minute. */
  private static final double ENOUGH = 30;

  private static final double WINDOW_SECONDS = 60;

  /** A twentieth of the window: so much is the error, at most, that our own lag makes. */
  private static final Duration IN_STEP = Duration.ofSeconds(3);

  /** What is wrong, in words and figures, or null. */
  @Nullable String trouble() {
    return stage.after().stream()
        .map(this::trouble)
        .filter(words -> words != null)
        .findFirst()
        .orElse(null);
  }

  private @Nullable String trouble(Hop hop) {
    var expected = hop.ratio();
    var above = views.get(hop.from());
    if (expected == null || above == null || !seen(above) || !seen(figures)) {
      return null;
    }
    double parents = rate(above) * WINDOW_SECONDS;
    double children = rate(figures) * WINDOW_SECONDS;
    double atLeast = parents * expected.min();
    boolean tells = Math.max(atLeast, children) >= ENOUGH;
    return tells && !expected.allows(children / parents)
        ? words(hop.from(), expected, parents, children)
        : null;
  }

  private static boolean seen(StageView view) {
    return view.reading().blindness() == null && view.reading().behind().compareTo(IN_STEP) <= 0;
  }

  private static double rate(StageView view) {
    var rate = view.ratePerSecond();
    return rate == null ? 0 : rate;
  }

  private static String words(String from, Hop.Ratio expected, double parents, double children) {
    if (parents == 0) {
      return "%s events in the last minute, and none of %s"
          .formatted(Words.of(Math.round(children)), from);
    }
    return String.format(
        Locale.ROOT,
        "%.3g events for each of %s in the last minute, expected %s to %s",
        children / parents,
        from,
        number(expected.min()),
        number(expected.max()));
  }

  private static String number(double value) {
    return value == Math.rint(value) && value < 1e9
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }
}
