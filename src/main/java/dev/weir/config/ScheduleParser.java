package dev.weir.config;

import dev.weir.pipeline.Schedule;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code weir.pipeline.schedules}. */
final class ScheduleParser {
  private static final String A_SESSION =
      "days and times such as 'MON-FRI 09:15-15:30', 'SAT,SUN 10:00-24:00' or 'DAILY 17:00-16:00'";
  private static final Pattern SESSION =
      Pattern.compile(
          "([A-Za-z]+(?:\\s*[,-]\\s*[A-Za-z]+)*)\\s+(\\d{1,2}:\\d{2})\\s*-\\s*(\\d{1,2}:\\d{2})");

  private final Inputs inputs;

  ScheduleParser(Inputs inputs) {
    this.inputs = inputs;
  }

  /** The schedules by name; one that is wrong is left out, with its problems noted. */
  Map<String, Schedule> schedules(Key key) {
    var schedules = new LinkedHashMap<String, Schedule>();
    for (var name : inputs.namesBelow(key)) {
      var schedule = schedule(key.child(name), name);
      if (schedule != null) {
        schedules.put(name, schedule);
      }
    }
    return schedules;
  }

  private @Nullable Schedule schedule(Key key, String name) {
    boolean named = inputs.checkName(key, name);
    var zone = zone(key.child("zone"));
    var sessions = sessions(key.child("sessions"));
    var holidays = holidays(key.child("holidays"));
    return !named || zone == null || sessions.isEmpty()
        ? null
        : new Schedule(name, zone, sessions, holidays);
  }

  private @Nullable ZoneId zone(Key key) {
    var text = inputs.text(key);
    var expected = "a time zone such as Asia/Kolkata, America/New_York or UTC";
    if (text == null) {
      inputs.problem(key, "nothing", expected);
      return null;
    }
    try {
      return ZoneId.of(text);
    } catch (DateTimeException _) {
      inputs.problem(
          new Problem(
              key.toString(),
              Inputs.quote(text),
              expected,
              Suggestion.closest(text, ZoneId.getAvailableZoneIds())));
      return null;
    }
  }

  private List<Schedule.Session> sessions(Key key) {
    var items = inputs.list(key);
    if (items == null || items.isEmpty()) {
      inputs.problem(key, "nothing", A_SESSION);
      return List.of();
    }
    return items.stream().map(this::session).filter(Objects::nonNull).toList();
  }

  private Schedule.@Nullable Session session(Entries.Item item) {
    var parts = SESSION.matcher(item.text());
    if (!parts.matches()) {
      inputs.problem(item.key(), Inputs.quote(item.text()), A_SESSION);
      return null;
    }
    var days = days(item, parts.group(1));
    var from = time(parts.group(2), false);
    var to = time(parts.group(3), true);
    if (from == null || to == null) {
      inputs.problem(
          item.key(), Inputs.quote(item.text()), "times from 00:00 to 23:59, or 24:00 as the end");
      return null;
    }
    if (parts.group(2).equals(parts.group(3))) {
      inputs.problem(
          item.key(),
          "a session that ends when it begins",
          "different times (00:00-24:00 for a whole day)");
      return null;
    }
    return days == null ? null : new Schedule.Session(days, from, to);
  }

  private @Nullable Set<DayOfWeek> days(Entries.Item item, String text) {
    if (text.equalsIgnoreCase("DAILY")) {
      return EnumSet.allOf(DayOfWeek.class);
    }
    var days = EnumSet.noneOf(DayOfWeek.class);
    for (var range : text.split(",", -1)) {
      var ends = new ArrayList<DayOfWeek>();
      for (var name : range.strip().split("\\s*-\\s*", -1)) {
        var day = day(name);
        if (day == null) {
          inputs.unknown(
              item.key(),
              "day",
              name,
              List.of("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN", "DAILY"));
          return null;
        }
        ends.add(day);
      }
      if (ends.size() > 2) {
        inputs.problem(item.key(), Inputs.quote(item.text()), A_SESSION);
        return null;
      }
      // FRI-MON goes over the week's end.
      for (var day = ends.getFirst(); day != ends.getLast(); day = day.plus(1)) {
        days.add(day);
      }
      days.add(ends.getLast());
    }
    return days;
  }

  private static @Nullable DayOfWeek day(String text) {
    var upper = text.toUpperCase(Locale.ROOT);
    for (var day : DayOfWeek.values()) {
      if (upper.equals(day.name()) || upper.equals(day.name().substring(0, 3))) {
        return day;
      }
    }
    return null;
  }

  /** A session that lasts until 24:00 ends at the next day's first instant. */
  private static @Nullable LocalTime time(String text, boolean isEnd) {
    int colon = text.indexOf(':');
    int hour = Integer.parseInt(text.substring(0, colon));
    int minute = Integer.parseInt(text.substring(colon + 1));
    if (isEnd && hour == 24 && minute == 0) {
      return LocalTime.MIDNIGHT;
    }
    return hour > 23 || minute > 59 ? null : LocalTime.of(hour, minute);
  }

  private Set<LocalDate> holidays(Key key) {
    var days = new LinkedHashSet<LocalDate>();
    var items = inputs.list(key);
    for (var item : items == null ? List.<Entries.Item>of() : items) {
      try {
        days.add(LocalDate.parse(item.text()));
      } catch (DateTimeException _) {
        inputs.problem(item.key(), Inputs.quote(item.text()), "a date such as 2026-12-25");
      }
    }
    return days;
  }
}
