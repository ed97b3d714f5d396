package dev.weir.flow;

import dev.weir.pipeline.Pipeline;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What whole traces tell of a pipeline's hops, and end to end. Merges by addition, so that it does
 * not matter which replica has looked at which trace. Not thread-safe.
 */
public final class JoinedHops {
  private static final int VERSION = 1;
  private static final int MOST_HOPS = 10_000;
  private static final int MOST_K = 64;

  private final Pipeline pipeline;
  private final Map<Integer, JoinedHop> hops = new HashMap<>();
  private final LatencyWindow endToEnd = new LatencyWindow();
  private int k;
  private boolean isEmpty = true;

  /** Nothing yet. */
  public JoinedHops(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  /** To be added to, of the hop at this position. */
  public JoinedHop of(int hop) {
    isEmpty = false;
    return hops.computeIfAbsent(hop, _ -> new JoinedHop());
  }

  /** Adds how long a trace took from its first to its last stage. */
  public void addEndToEnd(long eventMicros, long latencyMicros) {
    isEmpty = false;
    endToEnd.add(eventMicros, latencyMicros);
  }

  /** One trace in 2^k was looked at of late. */
  public void k(int sampled) {
    k = sampled;
  }

  /** Whether nothing was added. */
  public boolean isEmpty() {
    return isEmpty;
  }

  /** The share of traces that was looked at, of late. */
  double rate() {
    return Math.scalb(1.0, -k);
  }

  @Nullable JoinedHop find(int hop) {
    return hops.get(hop);
  }

  LatencyWindow endToEnd() {
    return endToEnd;
  }

  void merge(JoinedHops other) {
    other.hops.forEach((hop, of) -> of(hop).merge(of));
    endToEnd.merge(other.endToEnd);
    k = other.k;
    isEmpty &= other.isEmpty;
  }

  /**
   * As bytes, for the replica that adds all of them up.
   *
   * @param replica whose it is
   * @param number grows by one from one to the next, so that none is added twice
   */
  public byte[] delivery(String replica, long number) {
    var writer = new SectionWriter().unsigned(VERSION).text(replica).unsigned(number);
    encode(writer);
    return writer.toBytes();
  }

  /** One that another replica has delivered, or this one. */
  record Delivery(String replica, long number, JoinedHops hops) {
    static Delivery decode(Pipeline pipeline, byte[] content) throws CorruptSectionException {
      var reader = new SectionReader(content);
      if (reader.unsigned() > VERSION) {
        throw new CorruptSectionException("were written by a newer Weir");
      }
      var replica = reader.text();
      long number = reader.unsigned();
      return new Delivery(replica, number, JoinedHops.decode(pipeline, reader));
    }
  }

  void encode(SectionWriter writer) {
    writer.unsigned(k);
    endToEnd.encodeWhole(writer);
    writer.unsigned(hops.size());
    hops.forEach(
        (hop, of) -> {
          writer.text(name(pipeline, hop));
          var section = new SectionWriter();
          of.encode(section);
          writer.bytes(section.toBytes());
        });
  }

  /** Hops that the definition has no more, or that are others now, are left out. */
  static JoinedHops decode(Pipeline pipeline, SectionReader reader) throws CorruptSectionException {
    var joined = new JoinedHops(pipeline);
    joined.k = reader.bounded(MOST_K);
    joined.endToEnd.decodeWhole(reader);
    joined.isEmpty = joined.endToEnd.measured() == 0;
    var names = new HashMap<String, Integer>();
    for (int hop = 0; hop < pipeline.hops().size(); hop++) {
      names.put(name(pipeline, hop), hop);
    }
    for (int left = reader.bounded(MOST_HOPS); left > 0; left--) {
      var hop = names.get(reader.text());
      byte[] section = reader.bytes();
      if (hop != null) {
        joined.hops.put(hop, JoinedHop.decode(new SectionReader(section)));
        joined.isEmpty = false;
      }
    }
    return joined;
  }

  /** Names a hop and what its figures rest on. */
  private static String name(Pipeline pipeline, int at) {
    var hop = pipeline.hops().get(at);
    return "%s>%s %s %s %s %s"
        .formatted(hop.from(), hop.to(), hop.expect(), hop.within(), hop.where(), hop.accounting());
  }
}
