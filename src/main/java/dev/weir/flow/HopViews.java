package dev.weir.flow;

import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Pipeline;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the views of hops: from the partitions' states where those tell it, which is exact, and
 * else from the traces of which all was seen. Not thread-safe.
 */
final class HopViews {
  private final Pipeline pipeline;
  private final Accounts accounts;

  HopViews(Pipeline pipeline, Accounts accounts) {
    this.pipeline = pipeline;
    this.accounts = accounts;
  }

  /**
   * One hop's.
   *
   * @param children figures of the stage where it ends
   * @param stages the views of that stage and those before it
   */
  HopView of(
      Hop hop,
      StageFigures children,
      List<StageView> stages,
      Map<String, List<PartitionState>> byStage,
      Map<String, Reading> readings,
      Instant now) {
    var window = children.hop();
    boolean isMeasured = children.shape.measuresHop() && window.measured() > 0;
    boolean hasEvents = stages.getLast().events() > 0;
    boolean isLast = hop.to().equals(pipeline.stages().getLast().name());
    boolean isEndUntold = isLast && children.origin().measured() == 0;
    var account = accounts.of(hop, byStage, readings, now);
    boolean isTold = account == null || account.isTold();
    if (isTold && (isMeasured || !hasEvents)) {
      var latency = isMeasured ? window.recent(now).quantiles() : null;
      return new HopView(
          hop,
          latency,
          window.measured(),
          window.negative(),
          ratio(stages, hop),
          account,
          // As long as there are no events it is not known yet.
          !isMeasured || isEndUntold,
          null);
    }
    var joined = accounts.joined().find(pipeline.hops().indexOf(hop));
    // Without a journal there never is anything, and its events stay unaccounted.
    var told = joined == null ? new JoinedHop() : joined;
    long untimed = account == null || joined == null ? 0 : account.untimed();
    return new HopView(
        hop,
        isMeasured ? window.recent(now).quantiles() : told.recent(now),
        isMeasured ? window.measured() : told.measured(),
        isMeasured ? window.negative() : told.negative(),
        ratio(stages, hop),
        account == null || isTold ? account : told.account(account.unaccounted() - untimed),
        true,
        joined == null ? null : accounts.joined().rate());
  }

  /** From the first to the last stage, as far as whole traces tell it. */
  @Nullable Quantiles endToEnd(Instant now) {
    return accounts.joined().endToEnd().recent(now).quantiles();
  }

  private static @Nullable Double ratio(List<StageView> stages, Hop hop) {
    var parents = rate(stages, hop.from());
    var children = rate(stages, hop.to());
    return parents == null || children == null || parents == 0 ? null : children / parents;
  }

  private static @Nullable Double rate(List<StageView> stages, String name) {
    return stages.stream()
        .filter(stage -> stage.name().equals(name))
        .findFirst()
        .map(StageView::ratePerSecond)
        .orElse(null);
  }
}
