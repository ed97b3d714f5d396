package dev.weir.verdict;

import dev.weir.flow.StageView;
import dev.weir.pipeline.Freshness;
import dev.weir.pipeline.Stage;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How long a stage has written nothing, and what that means by its own thresholds and calendar.
 *
 * @param stage the definition
 * @param view its figures
 * @param length for how long nothing came that should have; null when nothing ever came and it is
 *     not known since when it was looked for
 * @param sessionSince the session that is on began after the newest event, at this instant
 * @param closed whether no session is on
 * @param at the instant of the figures
 */
record Silence(
    Stage stage,
    StageView view,
    @Nullable Duration length,
    @Nullable Instant sessionSince,
    boolean closed,
    Instant at) {
  /** Stages without thresholds count as busy when they wrote something this recently. */
  static final Duration BUSY = Duration.ofSeconds(60);

  private static final DateTimeFormatter SESSION =
      DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm", Locale.ENGLISH);

  /**
   * Measures the silence up to the instant of the figures: what has happened since is not known.
   *
   * @param since from when on events were looked for, or null
   */
  static Silence of(Stage stage, StageView view, Instant at, @Nullable Instant since) {
    var schedule = stage.schedule();
    var openSince = schedule == null ? null : schedule.openSince(at);
    var from = view.newestEventTime() == null ? since : view.newestEventTime();
    var session = openSince != null && from != null && openSince.isAfter(from) ? openSince : null;
    var start = session == null ? from : session;
    return new Silence(
        stage,
        view,
        start == null ? null : lengthOf(start, at, view.reading().behind()),
        session,
        schedule != null && openSince == null,
        at);
  }

  // Our own lag hides what was written during it, so that part of the silence is not the stage's.
  private static Duration lengthOf(Instant start, Instant at, Duration behind) {
    var length = Duration.between(start, at).minus(behind);
    return length.isNegative() ? Duration.ZERO : length;
  }

  /** HEALTHY, DEGRADED or DOWN by the stage's thresholds, for a silence of this length. */
  Status level(Duration silence) {
    return level(stage.freshness(), silence);
  }

  /** HEALTHY, DEGRADED or DOWN by these thresholds; HEALTHY without any. */
  static Status level(@Nullable Freshness freshness, Duration silence) {
    if (freshness == null) {
      return Status.HEALTHY;
    }
    if (silence.compareTo(freshness.down()) >= 0) {
      return Status.DOWN;
    }
    return silence.compareTo(freshness.degraded()) >= 0 ? Status.DEGRADED : Status.HEALTHY;
  }

  /** What the stage's own figures say, whatever happens upstream. */
  StageVerdict own() {
    if (closed) {
      return busy() ? verdict(Status.HEALTHY, flowing()) : verdict(Status.IDLE, outside());
    }
    var freshness = stage.freshness();
    if (freshness == null) {
      return busy()
          ? verdict(Status.HEALTHY, flowing())
          : verdict(Status.IDLE, "nothing to do: " + silent());
    }
    if (length == null) {
      return verdict(Status.UNKNOWN, "no event yet");
    }
    var level = level(length);
    if (view.newestEventTime() == null && level != Status.DOWN) {
      return verdict(
          Status.UNKNOWN, "no event yet (down from " + Words.of(freshness.down()) + " on)");
    }
    return level == Status.HEALTHY
        ? verdict(level, flowing())
        : verdict(level, silent() + " (" + threshold(level, freshness) + ")" + newest() + clock());
  }

  /** Such as {@code no event for 75 s}. */
  String silent() {
    if (length == null) {
      return "no event yet";
    }
    return view.newestEventTime() == null
        ? "no event ever, looked for " + Words.of(length)
        : "no event for " + Words.of(length);
  }

  private boolean busy() {
    if (length == null || view.newestEventTime() == null) {
      return false;
    }
    return stage.freshness() == null ? length.compareTo(BUSY) < 0 : level(length) == Status.HEALTHY;
  }

  private String flowing() {
    var newest = view.newestEventTime();
    if (newest == null) {
      return "no event yet";
    }
    if (sessionSince != null) {
      return "the session began at " + Words.of(sessionSince);
    }
    var reason = "newest event " + Words.of(Duration.between(newest, at)) + " old";
    var rate = view.ratePerSecond();
    return (rate == null ? reason : reason + ", " + Words.perSecond(rate)) + clock();
  }

  /** What a clock that is off has to do with it, or nothing. */
  private String clock() {
    var beyond = view.clock().beyondNow();
    if (beyond != null) {
      return ", its clock is " + Words.of(beyond) + " ahead";
    }
    var arrived = view.clock().arrived();
    var newest = view.newestEventTime();
    if (arrived == null || newest == null || Duration.between(arrived, at).compareTo(BUSY) >= 0) {
      return "";
    }
    var old = Duration.between(newest, arrived);
    return old.compareTo(BUSY) < 0
        ? ""
        : ", although events arrive: their times are " + Words.of(old) + " behind";
  }

  private String outside() {
    var schedule = stage.schedule();
    if (schedule == null) {
      throw new IllegalStateException("stage " + stage.name() + " is closed without a schedule");
    }
    var next = schedule.nextSession(at);
    var reason = "outside its schedule " + schedule.name();
    return next == null
        ? reason
        : "%s (next session %s %s)"
            .formatted(reason, SESSION.format(next.atZone(schedule.zone())), schedule.zone());
  }

  private static String threshold(Status level, Freshness freshness) {
    return level == Status.DOWN
        ? "down from " + Words.of(freshness.down()) + " on"
        : "degraded from " + Words.of(freshness.degraded()) + " on";
  }

  private String newest() {
    var session = sessionSince == null ? "" : ", session since " + Words.of(sessionSince);
    var newest = view.newestEventTime();
    return newest == null ? session : session + ", newest at " + Words.of(newest);
  }

  private StageVerdict verdict(Status status, String reason) {
    return new StageVerdict(stage.name(), status, reason, null);
  }
}
