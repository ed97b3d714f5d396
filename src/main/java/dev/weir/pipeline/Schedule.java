package dev.weir.pipeline;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A trading calendar: when silence of a stage means trouble, and when it means that nothing is on.
 *
 * @param name as in the definition
 * @param zone the exchange's time zone
 * @param sessions open intervals by day of week; at least one
 * @param holidays local dates without any session
 */
public record Schedule(String name, ZoneId zone, List<Session> sessions, Set<LocalDate> holidays) {

  private static final int MAX_CHAIN = 8;

  /**
   * A session on some days of the week.
   *
   * @param days the days on which it starts
   * @param from the first instant, local time
   * @param to the end, exclusive; at or before {@code from} when it ends on the next day
   */
  public record Session(Set<DayOfWeek> days, LocalTime from, LocalTime to) {
    /** Copies the days. */
    public Session {
      days = Set.copyOf(days);
    }
  }

  /** Copies the collections. */
  public Schedule {
    sessions = List.copyOf(sessions);
    holidays = Set.copyOf(holidays);
  }

  /** Whether a session is on at {@code now}. */
  public boolean isOpen(Instant now) {
    return startOfSession(now) != null;
  }

  /**
   * When the session that is on at {@code now} began, or null when none is on. A stage is not
   * judged by silence that lies before it. Sessions that adjoin or overlap are one, so that a stage
   * which has been silent all day does not look fresh after midnight; they are followed back for
   * about a week. Holidays are judged by the local date on which a session starts.
   */
  public @Nullable Instant openSince(Instant now) {
    var since = startOfSession(now);
    for (int i = 0; since != null && i < MAX_CHAIN; i++) {
      var earlier = startOfSession(since.minusNanos(1));
      if (earlier == null) {
        break;
      }
      since = earlier;
    }
    return since;
  }

  private @Nullable Instant startOfSession(Instant now) {
    var today = now.atZone(zone).toLocalDate();
    Instant since = null;
    // A session that crosses midnight may have started on the day before.
    for (var date : List.of(today, today.minusDays(1))) {
      if (holidays.contains(date)) {
        continue;
      }
      for (var session : sessions) {
        if (!session.days().contains(date.getDayOfWeek())) {
          continue;
        }
        var lastDay = session.to().isAfter(session.from()) ? date : date.plusDays(1);
        var start = instantOf(date.atTime(session.from()));
        var end = instantOf(lastDay.atTime(session.to()));
        if (!now.isBefore(start) && now.isBefore(end) && (since == null || start.isBefore(since))) {
          since = start;
        }
      }
    }
    return since;
  }

  /** When the next session after {@code now} begins, or null when none does within a year. */
  public @Nullable Instant nextSession(Instant now) {
    var today = now.atZone(zone).toLocalDate();
    for (int days = 0; days <= 366; days++) {
      var date = today.plusDays(days);
      if (holidays.contains(date)) {
        continue;
      }
      var next =
          sessions.stream()
              .filter(session -> session.days().contains(date.getDayOfWeek()))
              .map(session -> instantOf(date.atTime(session.from())))
              .filter(start -> start.isAfter(now))
              .min(Instant::compareTo);
      if (next.isPresent()) {
        return next.get();
      }
    }
    return null;
  }

  /**
   * A local time that daylight saving skips is the moment of the jump; one that comes twice is the
   * first of the two.
   */
  private Instant instantOf(LocalDateTime local) {
    var transition = zone.getRules().getTransition(local);
    return transition != null && transition.isGap()
        ? transition.getInstant()
        : local.atZone(zone).toInstant();
  }
}
