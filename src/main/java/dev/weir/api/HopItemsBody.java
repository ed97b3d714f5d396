package dev.weir.api;

import dev.weir.flow.HopAccount;
import dev.weir.flow.HopItem;
import dev.weir.flow.Micros;
import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is lost, late or too many in a hop, by name.
 *
 * @param items newest first
 * @param exact whether every one is named
 * @param more whether there are more of them before the last one here
 */
public record HopItemsBody(List<Item> items, boolean exact, boolean more) {

  /**
   * One id.
   *
   * @param id what the hop matches by; null when it is longer than what is kept and its record was
   *     not found
   * @param traceId of its record, if that is known
   * @param stage whose record it is: for a lost one the parent's, else the child's
   * @param eventTime of its record, or else the time inside the id
   * @param topic where its record is, if that is known
   * @param partition where its record is, if that is known
   * @param offset where its record is, if that is known
   * @param multiplicity how often it is missing or too many
   */
  public record Item(
      @Nullable String id,
      @Nullable String traceId,
      String stage,
      @Nullable Instant eventTime,
      @Nullable String topic,
      @Nullable Number partition,
      @Nullable Number offset,
      int multiplicity) {

    static Item of(Pipeline pipeline, HopItem item, String usual) {
      var partition = item.partition();
      // Hops that begin or end together share an account.
      var stage =
          partition == null
              ? usual
              : pipeline.stageOf(partition.topic()).map(Stage::name).orElse(usual);
      return new Item(
          item.id(),
          item.traceId(),
          stage,
          Micros.toInstant(item.timeMicros()),
          partition == null ? null : partition.topic(),
          partition == null ? null : partition.partition(),
          partition == null ? null : item.offset(),
          item.times());
    }
  }

  /**
   * A page.
   *
   * @param since none older than this; null for all
   * @param before only older ones; null for all
   */
  static HopItemsBody of(
      Pipeline pipeline,
      Hop hop,
      HopAccount account,
      HopAccount.Kind kind,
      @Nullable Instant since,
      @Nullable Instant before,
      int limit) {
    var stage = kind == HopAccount.Kind.LOST ? hop.from() : hop.to();
    var all =
        account.of(kind).stream()
            .map(item -> Item.of(pipeline, item, stage))
            .filter(item -> isBetween(item.eventTime(), since, before))
            .limit(limit + 1L)
            .toList();
    boolean more = all.size() > limit;
    return new HopItemsBody(more ? all.subList(0, limit) : all, account.isExact(), more);
  }

  private static boolean isBetween(
      @Nullable Instant time, @Nullable Instant since, @Nullable Instant before) {
    if (time == null) {
      return since == null && before == null;
    }
    return (since == null || !time.isBefore(since)) && (before == null || time.isBefore(before));
  }
}
