package dev.weir.monitor;

import dev.weir.flow.HopView;
import dev.weir.flow.JoinedHops;
import dev.weir.flow.PipelineView;
import dev.weir.monitor.Passages.Tie;
import dev.weir.monitor.Tallies.HopName;
import dev.weir.monitor.Tallies.LatencyTally;
import dev.weir.pipeline.Account;
import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Pipeline;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Joins what the journal has of traces, for the hops whose events do not tell themselves how long
 * they took or whether they are complete: ids that carry no time, stages with several upstreams.
 * What it finds goes to the leader every few seconds, which adds it up.
 *
 * <p>Only traces of which nothing can have been left out are joined, so that what was not sampled
 * never looks like loss.
 */
public final class HopJoiner implements SettledTraces {
  private static final long DELIVER_NANOS = Duration.ofSeconds(2).toNanos();
  private static final String LOOP = "traces";

  private final Pipeline pipeline;
  private final Supplier<Optional<PipelineView>> view;
  private final Coordination coordination;
  private final String replica;
  private final IngestBoard board;
  private final LongSupplier nanos;
  private final Map<Integer, TraceAccount> accounts;
  private final Map<HopName, LatencyCells> latencies = new HashMap<>();
  private final LatencyCells endToEnd = new LatencyCells();
  private JoinedHops joined;
  private boolean isCounted = true;
  private long deliverAtNanos;
  private long deliveries;
  // Tried again until it is known to have arrived.
  private volatile byte @Nullable [] delivery;
  private volatile boolean onItsWay;

  /**
   * A joiner that has nothing yet.
   *
   * @param view the latest, for what is untold
   * @param replica a name that no other replica has
   * @param nanos the monotonic clock
   */
  public HopJoiner(
      Pipeline pipeline,
      Supplier<Optional<PipelineView>> view,
      Coordination coordination,
      String replica,
      IngestBoard board,
      LongSupplier nanos) {
    this.pipeline = pipeline;
    this.view = view;
    this.coordination = coordination;
    this.replica = replica;
    this.board = board;
    this.nanos = nanos;
    this.accounts =
        pipeline.accounts().stream()
            .collect(
                Collectors.toMap(Account::hop, account -> new TraceAccount(pipeline, account)));
    this.joined = new JoinedHops(pipeline);
    this.deliverAtNanos = nanos.getAsLong();
  }

  /** Also before the first view: what comes then is to be known once there is one. */
  @Override
  public boolean isOn() {
    return view.get().isEmpty() || !untold().isEmpty();
  }

  private Set<Hop> untold() {
    var untold = new HashSet<Hop>();
    view.get().map(PipelineView::hops).orElse(List.of()).stream()
        .filter(HopView::isUntold)
        .forEach(hop -> untold.add(hop.hop()));
    return untold;
  }

  @Override
  public void settled(Settled trace) {
    if (!trace.isWhole()) {
      return;
    }
    var untold = untold();
    for (var tie : trace.ties()) {
      if (untold.contains(tie.hop())) {
        addLatency(tie);
      }
    }
    for (var account : pipeline.accounts()) {
      var of = accounts.get(account.hop());
      if (of != null && untold.contains(pipeline.hops().get(account.hop()))) {
        of.add(trace.steps(), trace.readUpTo(), joined.of(account.hop()));
      }
    }
    addEndToEnd(trace);
    joined.k(trace.k());
  }

  private void addLatency(Tie tie) {
    var child = tie.child();
    if (child == null || !isSure(tie, child)) {
      return;
    }
    long latency = child.eventMicros() - tie.parent().eventMicros();
    joined.of(pipeline.hops().indexOf(tie.hop())).addLatency(child.eventMicros(), latency);
    latencies
        .computeIfAbsent(new HopName(tie.hop().from(), tie.hop().to()), _ -> new LatencyCells())
        .add(latency);
    isCounted = false;
  }

  /** A child that names another parent has only been put to this one for want of a better. */
  private static boolean isSure(Tie tie, Sighting child) {
    var named = child.parentId();
    return named == null || named.equals(tie.parent().eventId()) || Passages.isByTrace(tie.hop());
  }

  private void addEndToEnd(Settled trace) {
    var first = trace.steps().getFirst();
    var last = trace.steps().getLast();
    boolean isWholeWay =
        pipeline.stage(first.stage()).filter(stage -> stage.after().isEmpty()).isPresent()
            && last.stage().equals(pipeline.stages().getLast().name());
    if (isWholeWay) {
      long micros = last.sighting().eventMicros() - first.sighting().eventMicros();
      joined.addEndToEnd(last.sighting().eventMicros(), micros);
      endToEnd.add(micros);
      isCounted = false;
    }
  }

  @Override
  public void passed() {
    if (!isCounted) {
      isCounted = true;
      var tallies = new HashMap<HopName, LatencyTally>();
      latencies.forEach((name, cells) -> tallies.put(name, cells.toTally()));
      board.tally(LOOP, new IngestTally.Counts(Map.of(), Map.of(), tallies, endToEnd.toTally()));
    }
    if (nanos.getAsLong() - deliverAtNanos >= 0) {
      deliverAtNanos = nanos.getAsLong() + DELIVER_NANOS;
      deliver();
    }
  }

  private void deliver() {
    if (onItsWay) {
      return;
    }
    if (delivery == null && !joined.isEmpty()) {
      delivery = joined.delivery(replica, ++deliveries);
      joined = new JoinedHops(pipeline);
    }
    var content = delivery;
    if (content != null) {
      onItsWay = true;
      coordination
          .deliver(content)
          .subscribe()
          .with(
              _ -> {
                delivery = null;
                onItsWay = false;
              },
              _ -> onItsWay = false);
    }
  }
}
