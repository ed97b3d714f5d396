package dev.weir.api;

import dev.weir.flow.HopAccount;
import dev.weir.flow.HopItem;
import dev.weir.flow.Micros;
import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is lost, late or too many in a hop, by name.
 *
 * @param items newest first
 * @param exact whether every one of the time asked for is named
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
      var id = item.id().text();
      var time = Micros.toInstant(item.timeMicros());
      var place = item.place();
      if (place == null) {
        return new Item(id, null, usual, time, null, null, null, item.times());
      }
      var topic = place.partition().topic();
      // Hops that begin or end together share an account.
      var stage = pipeline.stageOf(topic).map(Stage::name).orElse(usual);
      int partition = place.partition().partition();
      return new Item(
          id, place.traceId(), stage, time, topic, partition, place.offset(), item.times());
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
    long first = since == null ? Long.MIN_VALUE : Micros.of(since);
    long end = before == null ? Long.MAX_VALUE : Micros.of(before);
    var all =
        account.of(kind).stream()
            .filter(item -> item.timeMicros() >= first && item.timeMicros() < end)
            .sorted(Comparator.comparingLong(HopItem::timeMicros).reversed())
            .toList();
    var page = all.subList(0, pageSize(all, limit));
    var stage = kind == HopAccount.Kind.LOST ? hop.from() : hop.to();
    return new HopItemsBody(
        page.stream().map(item -> Item.of(pipeline, item, stage)).toList(),
        account.isExactSince(first),
        page.size() < all.size());
  }

  /** Not between two of the same time, for the next page begins before the last one's. */
  private static int pageSize(List<HopItem> all, int limit) {
    int size = Math.min(limit, all.size());
    while (size > 0 && size < all.size() && sameTime(all, size)) {
      size--;
    }
    if (size == 0) {
      size = Math.min(limit, all.size());
      while (size < all.size() && sameTime(all, size)) {
        size++;
      }
    }
    return size;
  }

  private static boolean sameTime(List<HopItem> all, int at) {
    return all.get(at - 1).timeMicros() == all.get(at).timeMicros();
  }
}
