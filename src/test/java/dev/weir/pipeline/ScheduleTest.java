package dev.weir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
  private static final Set<DayOfWeek> WEEKDAYS = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);
  private static final Set<DayOfWeek> DAILY = EnumSet.allOf(DayOfWeek.class);
  private static final Set<DayOfWeek> SUNDAY_TO_THURSDAY =
      EnumSet.complementOf(EnumSet.of(DayOfWeek.FRIDAY, DayOfWeek.SATURDAY));

  /** All of them have a holiday on Friday 2026-12-25. */
  private static final Map<String, Schedule> CALENDARS =
      Map.of(
          "nse", schedule("Asia/Kolkata", session(WEEKDAYS, "09:15", "15:30")),
          "globex", schedule("America/Chicago", session(SUNDAY_TO_THURSDAY, "17:00", "16:00")),
          "weekdays", schedule("UTC", session(WEEKDAYS, "00:00", "00:00")),
          "always", schedule("UTC", session(DAILY, "00:00", "00:00")),
          "shifts",
              schedule(
                  "UTC", session(WEEKDAYS, "08:00", "12:00"), session(DAILY, "11:00", "14:00")),
          "berlin", schedule("Europe/Berlin", session(DAILY, "02:30", "04:00")),
          "in-gap", schedule("Europe/Berlin", session(DAILY, "02:10", "02:40")));

  @ParameterizedTest(name = "{0} at {1}: {3}")
  @CsvSource(
      nullValues = "-",
      value = {
        "nse, 2026-12-24T03:44:59.999Z, -, before the session",
        "nse, 2026-12-24T03:45:00Z, 2026-12-24T03:45:00Z, the first instant belongs to it",
        "nse, 2026-12-24T09:59:59.999Z, 2026-12-24T03:45:00Z, the last instant",
        "nse, 2026-12-24T10:00:00Z, -, the end does not belong to it",
        "nse, 2026-12-25T05:00:00Z, -, a holiday",
        "nse, 2026-12-26T05:00:00Z, -, a Saturday",
        "nse, 2026-12-28T05:00:00Z, 2026-12-28T03:45:00Z, the Monday after",
        "globex, 2026-03-01T22:59:59Z, -, Sunday before 17:00",
        "globex, 2026-03-01T23:00:00Z, 2026-03-01T23:00:00Z, Sunday 17:00",
        "globex, 2026-03-02T12:00:00Z, 2026-03-01T23:00:00Z, after midnight of the next day",
        "globex, 2026-03-02T22:00:00Z, -, the pause between two sessions",
        "globex, 2026-03-02T23:00:00Z, 2026-03-02T23:00:00Z, after the pause",
        "globex, 2026-03-06T22:00:00Z, -, the week ends on Friday 16:00",
        "globex, 2026-12-25T12:00:00Z, 2026-12-24T23:00:00Z, begun on the eve of the holiday",
        "globex, 2026-12-25T23:30:00Z, -, none begins on Friday anyway",
        "globex, 2026-03-08T21:59:59Z, -, clocks went forward: 17:00 is an hour earlier",
        "globex, 2026-03-08T22:00:00Z, 2026-03-08T22:00:00Z, clocks went forward: now it is",
        "weekdays, 2026-12-22T12:00:00Z, 2026-12-21T00:00:00Z, adjoining days are one session",
        "weekdays, 2026-12-25T12:00:00Z, -, a whole day off",
        "weekdays, 2026-12-28T00:00:00Z, 2026-12-28T00:00:00Z, the weekend parts two sessions",
        "always, 2026-03-10T12:00:00Z, 2026-03-02T00:00:00Z, followed back for about a week",
        "always, 2026-12-26T12:00:00Z, 2026-12-26T00:00:00Z, the holiday parts two sessions",
        "shifts, 2026-12-22T13:00:00Z, 2026-12-22T08:00:00Z, overlapping sessions are one",
        "shifts, 2026-12-20T13:00:00Z, 2026-12-20T11:00:00Z, on Sunday only the second is on",
        "berlin, 2026-03-29T00:59:59Z, -, before 02:30 that does not exist",
        "berlin, 2026-03-29T01:00:00Z, 2026-03-29T01:00:00Z, begins with the jump to 03:00",
        "berlin, 2026-03-29T02:00:00Z, -, ends at 04:00 summer time",
        "berlin, 2026-10-25T00:30:00Z, 2026-10-25T00:30:00Z, begins with the first 02:30",
        "berlin, 2026-10-25T01:30:00Z, 2026-10-25T00:30:00Z, is on during the second 02:30",
        "berlin, 2026-10-25T02:59:59Z, 2026-10-25T00:30:00Z, lasts an hour longer",
        "in-gap, 2026-03-29T01:00:00Z, -, a session whose times do not exist that day",
        "in-gap, 2026-03-28T01:20:00Z, 2026-03-28T01:10:00Z, the day before it does",
      })
  void theSessionOfAnInstant(String calendar, Instant now, Instant since, String why) {
    var schedule = Objects.requireNonNull(CALENDARS.get(calendar));
    assertThat(schedule.openSince(now)).as(why).isEqualTo(since);
    assertThat(schedule.isOpen(now)).as(why).isEqualTo(since != null);
  }

  private static Schedule schedule(String zone, Schedule.Session... sessions) {
    return new Schedule(
        "test", ZoneId.of(zone), List.of(sessions), Set.of(LocalDate.of(2026, 12, 25)));
  }

  private static Schedule.Session session(Set<DayOfWeek> days, String from, String to) {
    return new Schedule.Session(days, LocalTime.parse(from), LocalTime.parse(to));
  }
}
