package dev.weir.kafka.decode;

import static dev.weir.pipeline.StageEvent.NO_TIME;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** The times of a record that were judged absurd, and why, in words. A flyweight. */
final class AbsurdTimes {
  private static final long MICROS_PER_SECOND = 1_000_000;

  private @Nullable FieldPlan timePlan;
  private @Nullable FieldPlan originPlan;
  private long time = NO_TIME;
  private long originTime = NO_TIME;
  private long recordTime = NO_TIME;

  /** The time that a field gave, or {@code NO_TIME}; microseconds since 1970. */
  void time(FieldPlan plan, long micros) {
    timePlan = plan;
    time = micros;
  }

  /** The origin time that a field gave, or {@code NO_TIME}. */
  void originTime(FieldPlan plan, long micros) {
    originPlan = plan;
    originTime = micros;
  }

  /** The record's own time, or {@code NO_TIME}. */
  void recordTime(long micros) {
    recordTime = micros;
  }

  /** What is absurd about them, before the plans go on to another record. */
  String words() {
    var parts = new ArrayList<String>();
    if (time == NO_TIME && recordTime == NO_TIME) {
      parts.add("no field gives a time, and the record has none that can be believed");
    }
    parts.add(time == NO_TIME ? words(null, recordTime) : words(timePlan, time));
    parts.add(words(originPlan, originTime));
    parts.removeIf(String::isEmpty);
    return String.join("; ", parts);
  }

  /** About a time that a plan found, or without one about the record's own. */
  private String words(@Nullable FieldPlan plan, long micros) {
    if (micros == NO_TIME || !EventTimes.isAbsurd(micros, recordTime)) {
      return "";
    }
    var name =
        plan == null
            ? "the record's time"
            : plan.label + ": " + plan.sources().get(plan.tried()).notation();
    if (micros <= 0) {
      return name + (micros == 0 ? " is 0" : " is before 1970");
    }
    return micros >= EventTimes.END_MICROS
        ? name + " is after 2100"
        : name
            + " is "
            + amount((micros - recordTime) / MICROS_PER_SECOND)
            + " ahead of the record's";
  }

  /** A duration by its two largest units. */
  private static String amount(long seconds) {
    long minutes = seconds / 60;
    long hours = minutes / 60;
    if (hours >= 24) {
      return hours / 24 + " d " + hours % 24 + " h";
    }
    return hours > 0
        ? hours + " h " + minutes % 60 + " min"
        : minutes + " min " + seconds % 60 + " s";
  }
}
