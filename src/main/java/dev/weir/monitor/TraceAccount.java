package dev.weir.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.flow.HopAccount.Kind;
import dev.weir.flow.HopItem;
import dev.weir.flow.JoinedHop;
import dev.weir.flow.Micros;
import dev.weir.flow.PartitionId;
import dev.weir.flow.RecordPlace;
import dev.weir.ledger.IdWords;
import dev.weir.monitor.TracePath.Step;
import dev.weir.pipeline.Account;
import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Pipeline;
import dev.weir.trace.PackedId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one whole trace says of the parents of an account: the same as the ledger would, of a trace
 * of which every event was seen.
 */
final class TraceAccount {
  private final Account account;
  private final boolean isByTrace;
  private final Map<String, Long> conditions = new HashMap<>();

  TraceAccount(Pipeline pipeline, Account account) {
    this.account = account;
    this.isByTrace = account.accounting().match() == Hop.Match.TRACE;
    for (int at : account.hops()) {
      var hop = pipeline.hops().get(at);
      conditions.putIfAbsent(hop.from(), pipeline.conditionBit(hop));
    }
  }

  /** Parents and children that share an id, each by event time. */
  private record Family(
      List<Sighting> parents, List<Sighting> children, List<Sighting> unexpected) {
    Family() {
      this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  /**
   * Adds what the trace says.
   *
   * @param readUpTo a child from before this instant has been seen, if it is there
   * @return false, and nothing is added, if that cannot be said yet
   */
  boolean add(List<Step> steps, @Nullable Instant readUpTo, JoinedHop to) {
    var families = new LinkedHashMap<String, Family>();
    long unlinked = 0;
    for (var step : steps) {
      var sighting = step.sighting();
      boolean isChild = account.to().contains(step.stage());
      var condition = conditions.get(step.stage());
      if (isChild && idOf(sighting, false) == null) {
        unlinked++;
      } else if (isChild) {
        family(families, sighting, false).children().add(sighting);
      }
      if (condition != null && idOf(sighting, true) != null) {
        boolean isExpected = condition == 0 || (sighting.conditions() & condition) != 0;
        var family = family(families, sighting, true);
        (isExpected ? family.parents() : family.unexpected()).add(sighting);
      }
    }
    for (var family : families.values()) {
      boolean isShort = family.children().size() < family.parents().size();
      if (isShort && !isOver(family.parents().getLast(), readUpTo)) {
        return false;
      }
    }
    to.addUnlinked(unlinked);
    families.forEach((id, family) -> add(id, family, to));
    return true;
  }

  private @Nullable String idOf(Sighting sighting, boolean isParent) {
    return isByTrace ? sighting.traceId() : isParent ? sighting.eventId() : sighting.parentId();
  }

  private Family family(Map<String, Family> families, Sighting sighting, boolean isParent) {
    var id = idOf(sighting, isParent);
    return families.computeIfAbsent(id == null ? "" : id, _ -> new Family());
  }

  private boolean isOver(Sighting parent, @Nullable Instant readUpTo) {
    long deadline = parent.eventMicros() + account.within().toNanos() / 1_000;
    return readUpTo != null && deadline < Micros.of(readUpTo);
  }

  private void add(String id, Family family, JoinedHop to) {
    var parents = family.parents();
    var children = family.children();
    int pairs = Math.min(parents.size(), children.size());
    for (int at = 0; at < pairs; at++) {
      long latency = children.get(at).eventMicros() - parents.get(at).eventMicros();
      if (latency > account.within().toNanos() / 1_000) {
        to.add(Kind.LATE, item(id, parents.get(at), children.get(at)));
      } else {
        to.addCompleted(1);
      }
    }
    for (var parent : parents.subList(pairs, parents.size())) {
      to.add(Kind.LOST, item(id, parent, parent));
    }
    for (var child : children.subList(pairs, children.size())) {
      to.add(parents.isEmpty() ? Kind.EXTRA : Kind.DUPLICATED, item(id, child, child));
    }
  }

  /** An item whose record is this one. */
  private HopItem item(String id, Sighting origin, Sighting record) {
    byte[] bytes = id.getBytes(UTF_8);
    var packed = new PackedId();
    packed.set(bytes, 0, bytes.length);
    return new HopItem(
        IdWords.of(packed),
        1,
        origin.eventMicros(),
        new RecordPlace(
            new PartitionId(record.topic(), record.partition()),
            record.offset(),
            record.eventMicros(),
            record.traceId()));
  }
}
