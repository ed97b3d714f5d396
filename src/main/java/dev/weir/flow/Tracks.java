package dev.weir.flow;

import dev.weir.pipeline.StageEvent;

/**
 * Keeps a partition's event times apart by whether they can be believed, from the log alone. A time
 * within 60 s of what the partition has reached is the usual case; the others are:
 *
 * <pre>
 *  far ahead  ──► lead    held: confirmed once its times go on for 10 s or jump on,
 *                         quarantined once a time near what was reached follows
 *                 past    what was quarantined of late: those times may be the right ones
 *  far behind ──► rear    counted, in windows of its own, which neither lose anything nor cost any
 *                 next    the same, far from the rear: the rear follows it once it lasts 10 s
 * </pre>
 *
 * When a slow clock came first, the right ones are far ahead of it, again and again. A rear that
 * goes on is how a flow looks after a clock that was ahead has been set right. Which of them is
 * shown is for the {@link #mergeInto view} to say, because it has a clock. See
 * src/docs/adr/0006-times-that-are-not-believed.md.
 */
final class Tracks {
  /** Times that differ by no more than this may follow each other. */
  static final long TOLERANCE_MICROS = 60_000_000;

  /** Times far from the others that go on for so long are believed. */
  static final long CONFIRMED_MICROS = 10_000_000;

  /** Quarantined times are forgotten once the main ones have gone on for so long without more. */
  static final long KEPT_MICROS = 600_000_000;

  final StageFigures main;
  final Track lead;
  final Track rear;
  final Track next;
  final Track past;

  Tracks(StageShape shape) {
    this.main = new StageFigures(shape);
    this.lead = new Track(shape);
    this.rear = new Track(shape);
    this.next = new Track(shape);
    this.past = new Track(shape);
  }

  /** The ones beside the main one, in the order of their sections. */
  Track[] apart() {
    return new Track[] {lead, rear, next, past};
  }

  /**
   * Counts the next event of the log.
   *
   * @return how many events' times were given up because of it
   */
  long add(StageEvent event) {
    main.count(event);
    long time = event.placeMicros();
    long reached = main.counts.newestMicros();
    if (time == StageEvent.NO_TIME) {
      main.keys.add(event.key, time);
      return 0;
    }
    if (reached != StageEvent.NO_TIME && time > reached + TOLERANCE_MICROS) {
      main.keys.add(event.key, StageEvent.NO_TIME);
      return hold(event, time);
    }
    main.keys.add(event.key, time);
    if (reached != StageEvent.NO_TIME && time < reached - TOLERANCE_MICROS) {
      fallBehind(event, time);
      return 0;
    }
    main.place(event, time);
    if (!past.isEmpty() && time > past.metMicros() + KEPT_MICROS) {
      past.clear();
    }
    return lead.isEmpty() ? 0 : settle(event);
  }

  private long hold(StageEvent event, long time) {
    long given = 0;
    if (!lead.isEmpty() && time < lead.newestMicros() - TOLERANCE_MICROS) {
      // Nearer to what was reached than the held ones are: they are the odd ones.
      given = giveUp(event);
    } else if (!lead.isEmpty() && time > lead.newestMicros() + TOLERANCE_MICROS) {
      // Each event of a topic that is written once an hour is a jump.
      confirm();
    }
    lead.place(event, time);
    lead.figures().keys.touch(event.key, time);
    if (lead.spanMicros() >= CONFIRMED_MICROS) {
      confirm();
    }
    return given;
  }

  /** An event near what was reached: the held ones follow it, or are contradicted by it. */
  private long settle(StageEvent event) {
    if (lead.oldestMicros() > main.counts.newestMicros() + TOLERANCE_MICROS) {
      return giveUp(event);
    }
    confirm();
    return 0;
  }

  private void confirm() {
    main.merge(lead.figures());
    lead.clear();
  }

  private long giveUp(StageEvent by) {
    long ahead = lead.newestMicros() - main.counts.newestMicros();
    long seen = by.recordTimeMicros == StageEvent.NO_TIME ? by.placeMicros() : by.recordTimeMicros;
    long given = lead.events();
    main.skew.add(seen, ahead);
    main.counts.quarantine(given);
    past.keep(lead, main.counts.newestMicros());
    return given;
  }

  private void fallBehind(StageEvent event, long time) {
    if (rear.isEmpty() || isNear(time, rear)) {
      rear.place(event, time);
      if (!next.isEmpty()) {
        rear.absorb(next);
      }
      return;
    }
    if (!next.isEmpty() && !isNear(time, next)) {
      rear.absorb(next);
    }
    next.place(event, time);
    if (next.spanMicros() >= CONFIRMED_MICROS) {
      rear.follow(next);
    }
  }

  private static boolean isNear(long time, Track track) {
    return Math.abs(time - track.newestMicros()) <= TOLERANCE_MICROS;
  }

  /**
   * Adds what can be believed at an instant.
   *
   * @param stage the figures of the whole stage
   * @param nowMicros the instant; windows show nothing that is later
   * @param arrivedMicros when the partition's last event arrived: no event is newer
   */
  void mergeInto(StageFigures stage, long nowMicros, long arrivedMicros) {
    stage.counts.mergeTotals(main.counts);
    stage.skew.mergeUpTo(main.skew, nowMicros);
    stage.keys.mergeUpTo(main.keys, arrivedMicros);
    stage.mergeWindows(main, nowMicros);
    if (!rear.isEmpty()) {
      stage.mergeWindows(rear.figures(), nowMicros);
    }
    if (!next.isEmpty()) {
      stage.mergeWindows(next.figures(), nowMicros);
    }
    // Behind a time that is still to come is no place in any order but among themselves.
    boolean believed = main.counts.newestMicros() <= nowMicros;
    long older = main.counts.outOfOrder();
    older += believed ? rear.events() + next.events() : rear.outOfOrder() + next.behind(rear);
    if (!lead.isEmpty() && lead.newestMicros() <= nowMicros) {
      stage.mergeWindows(lead.figures(), nowMicros);
      stage.keys.mergeUpTo(lead.figures().keys, arrivedMicros);
      older += lead.outOfOrder();
    }
    long newest = newestMicros();
    if (!past.isEmpty() && past.newestMicros() <= nowMicros) {
      stage.mergeWindows(past.figures(), nowMicros);
      stage.keys.mergeUpTo(past.figures().keys, arrivedMicros);
      newest = Math.max(newest, past.newestMicros());
    }
    stage.counts.mergeReached(Math.min(newest, arrivedMicros), older);
  }

  /** The newest time of all, believed or not; {@link StageEvent#NO_TIME} when there is none. */
  long newestMicros() {
    return Math.max(main.counts.newestMicros(), lead.newestMicros());
  }

  /** Starts a group over, because the definition behind it has changed. */
  void reset(StageShape.Group group) {
    main.reset(group);
    for (var track : apart()) {
      if (group == StageShape.Group.FLOW) {
        track.clear();
      } else if (!track.isEmpty()) {
        track.figures().reset(group);
      }
      track.markDirty();
    }
  }

  void markAllDirty() {
    main.markAllDirty();
    for (var track : apart()) {
      track.markDirty();
    }
  }
}
