package dev.weir.kafka.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.StageEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One rule of decoding: what a record tells of a field, and what is counted as rejected.
 *
 * @param why what the rule says
 * @param field what is looked at: a field's name
 * @param expected its value as text, of a time as RFC 3339; empty when absent
 */
record FieldRule(
    String why, Records record, String field, String expected, Set<Rejection> rejections) {
  static final int MAX_BODY = 200;

  /** What the rules read: each field from the body, some from headers before that. */
  static final FieldSources FIELDS =
      new FieldSources(
          List.of(
              new FieldSource.TraceContext(),
              new FieldSource.Header("trace_id"),
              json("trace"),
              json("correlation")),
          List.of(new FieldSource.Header("ce_id"), json("id")),
          List.of(json("parent")),
          List.of(json("time"), new FieldSource.Header("ce_time")),
          List.of(json("origin")),
          List.of(json("key"), new FieldSource.RecordKey()));

  static FieldRule rule(
      String why, Records record, String field, String expected, Rejection... rejections) {
    var set = EnumSet.noneOf(Rejection.class);
    set.addAll(List.of(rejections));
    String text = field.equals("time") ? Instant.parse(expected).toString() : expected;
    return new FieldRule(why, record, field, text, set);
  }

  /** A record whose event time is fine, so that rules on other fields show those only. */
  static Records timed(String members) {
    return Records.body("{" + members + (members.isEmpty() ? "" : ",") + "\"time\":1732237200}");
  }

  /** Decodes the record and compares. */
  void check() {
    var event = new StageEvent();

    new RecordDecoder(FIELDS, MAX_BODY).decode(record.build(), event);

    assertThat(value(event, field)).isEqualTo(expected);
    assertThat(rejections(event)).isEqualTo(rejections);
  }

  static Set<Rejection> rejections(StageEvent event) {
    var set = EnumSet.noneOf(Rejection.class);
    for (Rejection rejection : Rejection.values()) {
      if ((event.rejections & rejection.bit()) != 0) {
        set.add(rejection);
      }
    }
    return set;
  }

  static long micros(String instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(instant));
  }

  private static String value(StageEvent event, String field) {
    return switch (field) {
      case "trace" -> event.trace.toString();
      case "id" -> event.id.toString();
      case "parent" -> event.parent.toString();
      case "key" -> event.key.toString();
      case "time" -> instant(event.eventTimeMicros);
      case "origin" -> instant(event.originTimeMicros);
      case "parentTime" -> instant(event.parentTimeMicros);
      default -> throw new IllegalArgumentException(field);
    };
  }

  private static String instant(long micros) {
    return micros == StageEvent.NO_TIME
        ? ""
        : Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }

  static FieldSource json(String name) {
    return new FieldSource.Json(List.of(name));
  }

  @Override
  public String toString() {
    return why;
  }
}
