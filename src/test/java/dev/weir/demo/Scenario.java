package dev.weir.demo;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What goes wrong in the simulated platform. */
public enum Scenario {
  /** Nothing. */
  CALM("everything works"),
  /** Silence at the source. */
  STOP_FEED("the market feed publishes nothing"),
  /** A slow stage with a backlog. */
  SLOW_RISK("the risk manager takes a hundred times as long; a backlog grows"),
  /** Messages that never come out. */
  LOST_ORDERS("1 % of the approved signals never become orders"),
  /** Messages that come out twice. */
  DUPLICATES("2 % of the orders are written twice"),
  /** Uneven load. */
  BURST("ten times the ticks for 5 s in every 20 s"),
  /** A clock that is behind. */
  CLOCK_SKEW("the risk manager's clock is 1.5 s behind");

  private final String description;

  Scenario(String description) {
    this.description = description;
  }

  /** What happens, in one line. */
  public String description() {
    return description;
  }

  /** The name that people type, such as {@code slow-risk}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The scenario of this label; surrounding blanks and case do not matter. */
  public static Optional<Scenario> of(String label) {
    String wanted = label.strip();
    return Arrays.stream(values())
        .filter(scenario -> scenario.label().equalsIgnoreCase(wanted))
        .findFirst();
  }

  /** All labels, separated by commas. */
  public static String labels() {
    return Arrays.stream(values()).map(Scenario::label).collect(Collectors.joining(", "));
  }
}
