package dev.weir.flow;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All figures of a pipeline at one instant: the merge of every partition's state.
 *
 * @param at when the view was made
 * @param stages in the definition's (topological) order
 * @param hops in the order of the stages they end in
 * @param endToEnd from the earliest stage's event to the last stage's; null without origin times
 * @param observer Weir itself
 */
public record PipelineView(
    Instant at,
    List<StageView> stages,
    List<HopView> hops,
    @Nullable Quantiles endToEnd,
    ObserverView observer) {
  /** Copies the lists. */
  public PipelineView {
    stages = List.copyOf(stages);
    hops = List.copyOf(hops);
  }
}
