package dev.weir.flow;

import dev.weir.flow.HopAccountant.SidePart;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Children that came after their bucket was gone from their partition, until it is closed here. By
 * its own clock a child may seem later than it is, so its bucket may still be open. A bounded
 * number of them. Not thread-safe.
 */
final class HopStrays {
  private static final int MOST = 1_000;

  private final Deque<HopItem> waiting = new ArrayDeque<>();

  /** Takes those of a partition that are new. */
  void take(SidePart part, HopBook book, long nowMicros) {
    long fresh = book.strays(part.partition(), part.side().strayEvents());
    if (fresh == 0) {
      return;
    }
    var named = named(part);
    int first = (int) Math.max(0, named.size() - fresh);
    var children = named.subList(first, named.size());
    book.namelessStrays(fresh - children.size(), nowMicros);
    for (var child : children) {
      if (waiting.size() == MOST) {
        book.stray(waiting.removeFirst());
      }
      waiting.addLast(child);
    }
  }

  /** Enters those whose bucket is closed. */
  void settle(HopBook book, long widthMicros) {
    for (int left = waiting.size(); left > 0; left--) {
      var child = waiting.removeFirst();
      if (Math.floorDiv(child.originMicros(), widthMicros) <= book.closedUpTo()) {
        book.stray(child);
      } else {
        waiting.addLast(child);
      }
    }
  }

  private static List<HopItem> named(SidePart part) {
    var items = new ArrayList<HopItem>();
    part.side()
        .strays()
        .forEach(
            (id, origin, offset, time) ->
                items.add(
                    new HopItem(
                        id, 1, origin, new RecordPlace(part.partition(), offset, time, null))));
    return items;
  }
}
