package dev.weir.flow;

import dev.weir.flow.JoinedHops.Delivery;
import dev.weir.pipeline.Pipeline;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All that the replicas have delivered of whole traces, and up to where in the line of deliveries:
 * each is added once, by whichever replica leads. Not thread-safe.
 */
final class JoinedBook {
  /** Before the first delivery. */
  static final String BEGINNING = "0-0";

  /** Replicas whose last delivery is remembered. */
  private static final int MOST_REPLICAS = 64;

  private final Pipeline pipeline;
  private JoinedHops hops;
  private String upTo = BEGINNING;
  private Map<String, Long> last = new LinkedHashMap<>();

  JoinedBook(Pipeline pipeline) {
    this.pipeline = pipeline;
    this.hops = new JoinedHops(pipeline);
  }

  JoinedHops hops() {
    return hops;
  }

  /** The position of the delivery that was taken last. */
  String upTo() {
    return upTo;
  }

  /** Takes a delivery, unless it came before. */
  void take(String position, byte[] content) throws CorruptSectionException {
    upTo = position;
    var delivery = Delivery.decode(pipeline, content);
    var before = last.remove(delivery.replica());
    last.put(delivery.replica(), delivery.number());
    if (last.size() > MOST_REPLICAS) {
      last.remove(last.keySet().iterator().next());
    }
    if (before == null || before < delivery.number()) {
      hops.merge(delivery.hops());
    }
  }

  void encode(SectionWriter writer) {
    writer.text(upTo).unsigned(last.size());
    last.forEach((replica, number) -> writer.text(replica).unsigned(number));
    hops.encode(writer);
  }

  /** Takes what the leader has kept. */
  void adopt(SectionReader reader) throws CorruptSectionException {
    var position = reader.text();
    var numbers = new LinkedHashMap<String, Long>();
    for (int left = reader.bounded(MOST_REPLICAS); left > 0; left--) {
      numbers.put(reader.text(), reader.unsigned());
    }
    hops = JoinedHops.decode(pipeline, reader);
    upTo = position;
    last = numbers;
  }
}
