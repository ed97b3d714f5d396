package dev.weir.flow;

import dev.weir.ledger.IdTable;
import dev.weir.pipeline.Account;
import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Slice;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.StageEvent;
import dev.weir.trace.IdTime;
import dev.weir.trace.PackedId;
import dev.weir.trace.SnowflakeTime;
import dev.weir.trace.TraceNotation;
import java.util.ArrayList;
import java.util.List;

/**
 * How a stage's events take part in the account of a hop that begins or ends there.
 *
 * @param hop the position in {@link Pipeline#hops} of the first hop of the account
 * @param isParent whether the hop begins at the stage
 * @param condition the bit of {@link StageEvent#conditions} that must be set; 0 when all count
 * @param byTrace whether parent and child share their trace's id, and not the parent's
 * @param isFirst whether the account's parents are of stages without any before them: an event
 *     there is the origin of its trace
 * @param carriesOrigin whether events are expected to carry when their trace began
 * @param withinMicros the deadline of a child after its parent
 * @param widthMicros origin time of a bucket
 * @param keepMicros for so long after its deadline a bucket is kept
 * @param cells of a table
 * @param snowflakeEpochMs of ids that carry times
 */
record SideShape(
    int hop,
    boolean isParent,
    long condition,
    boolean byTrace,
    boolean isFirst,
    boolean carriesOrigin,
    long withinMicros,
    long widthMicros,
    long keepMicros,
    int cells,
    long snowflakeEpochMs) {

  /** More buckets than fit into the time for which they are kept: times are not all in order. */
  private static final int SPARE_BUCKETS = 16;

  static List<SideShape> of(Pipeline pipeline, Stage stage) {
    var sides = new ArrayList<SideShape>();
    for (var account : pipeline.accounts()) {
      if (account.from().contains(stage.name())) {
        sides.add(of(pipeline, account, true, condition(pipeline, account, stage)));
      }
      if (account.to().contains(stage.name())) {
        sides.add(of(pipeline, account, false, 0));
      }
    }
    return List.copyOf(sides);
  }

  /** That of the account's first hop that begins at the stage. */
  private static long condition(Pipeline pipeline, Account account, Stage stage) {
    return account.hops().stream()
        .map(pipeline.hops()::get)
        .filter(hop -> hop.from().equals(stage.name()))
        .findFirst()
        .map(pipeline::conditionBit)
        .orElse(0L);
  }

  private static SideShape of(
      Pipeline pipeline, Account account, boolean isParent, long condition) {
    var accounting = account.accounting();
    boolean isFirst =
        account.from().stream()
            .allMatch(from -> pipeline.stage(from).map(s -> s.after().isEmpty()).orElse(false));
    var epoch = pipeline.fields().snowflakeEpoch();
    return new SideShape(
        account.hop(),
        isParent,
        condition,
        accounting.match() == Hop.Match.TRACE,
        isFirst,
        !pipeline.fields().originTime().isEmpty(),
        account.within().toNanos() / 1000,
        accounting.bucket().toNanos() / 1000,
        accounting.keep().toNanos() / 1000,
        IdTable.cellsFor(accounting.differences()),
        epoch == null ? SnowflakeTime.NO_EPOCH : epoch.toEpochMilli());
  }

  /** Names the hop and what an account of it rests on. */
  String accountName(Pipeline pipeline) {
    var all = pipeline.accounts();
    var of = all.stream().filter(account -> account.hop() == hop).findFirst().orElseThrow();
    var where = of.hops().stream().map(at -> pipeline.hops().get(at).where()).toList();
    return "%s>%s %s %s %s".formatted(of.from(), of.to(), of.within(), where, of.accounting());
  }

  /** What shapes the state: all but the hop's position. */
  String fingerprint(Pipeline pipeline) {
    return "%s %s %d %s %s %d"
        .formatted(accountName(pipeline), isParent, condition, byTrace, isFirst, cells);
  }

  /** How many buckets there may be at a time. */
  int buckets() {
    return (int) Math.ceilDiv(withinMicros + keepMicros, widthMicros) + SPARE_BUCKETS;
  }

  /** Where a bucket of this number begins. */
  long startMicros(long number) {
    return number * widthMicros;
  }

  /** From this event time on no bucket of this number is begun. */
  long endsMicros(long number) {
    return startMicros(number + 1) + withinMicros + keepMicros;
  }

  /** Whether the event counts on this side. */
  boolean expects(StageEvent event) {
    return !isParent || condition == 0 || (event.conditions & condition) != 0;
  }

  /** The id that parent and child have in common. */
  Slice sharedId(StageEvent event) {
    return byTrace ? event.trace : isParent ? event.id : event.parent;
  }

  /** When the parent happened, or its trace began: what both sides can see. */
  long originMicros(StageEvent event, Slice shared, PackedId id) {
    long inside = id.micros();
    if (inside == StageEvent.NO_TIME && snowflakeEpochMs != SnowflakeTime.NO_EPOCH) {
      inside = IdTime.micros(shared.bytes(), shared.offset(), shared.length(), snowflakeEpochMs);
    }
    if (inside == StageEvent.NO_TIME && byTrace && event.notation == TraceNotation.AWS_XRAY) {
      // The first eight of its hex digits are seconds.
      inside = id.leadingSeconds();
    }
    if (inside != StageEvent.NO_TIME) {
      return inside;
    }
    if (event.originTimeMicros == StageEvent.NO_TIME && isParent && isFirst && carriesOrigin) {
      // It is the origin itself; what follows from it carries its time.
      return event.placeMicros();
    }
    return event.originTimeMicros;
  }

  /** Whether a child came after its deadline, where its origin time is its parent's. */
  boolean isLate(StageEvent event, long originMicros) {
    if (isParent || event.eventTimeMicros <= 0) {
      return false;
    }
    boolean isParents = !byTrace && event.parentTimeMicros != StageEvent.NO_TIME;
    long parent = isParents ? event.parentTimeMicros : isFirst ? originMicros : StageEvent.NO_TIME;
    return parent != StageEvent.NO_TIME && event.eventTimeMicros - parent > withinMicros;
  }
}
