package dev.weir.flow;

import dev.weir.flow.HopAccount.Kind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What whole traces tell of one hop: how long it took, and what became of the parents. For hops
 * whose events do not tell it themselves. Merges by addition. Not thread-safe.
 */
public final class JoinedHop {
  private final LatencyWindow latency = new LatencyWindow();
  private final HopBook book;
  private long unlinked;

  JoinedHop() {
    this(new HopBook());
  }

  private JoinedHop(HopBook book) {
    this.book = book;
  }

  /**
   * Adds a child's latency.
   *
   * @param eventMicros the child's event time
   * @param latencyMicros less its parent's
   */
  public void addLatency(long eventMicros, long latencyMicros) {
    latency.add(eventMicros, latencyMicros);
  }

  /** Adds parents that have a child in time. */
  public void addCompleted(long parents) {
    book.addCompleted(parents);
  }

  /** Adds one that is lost, late or too many. */
  public void add(Kind kind, HopItem item) {
    book.addItem(kind, item);
  }

  /** Adds children without an id to match by. */
  public void addUnlinked(long children) {
    unlinked += children;
  }

  void merge(JoinedHop other) {
    latency.merge(other.latency);
    book.merge(other.book);
    unlinked += other.unlinked;
  }

  /** Children whose parent was found. */
  long measured() {
    return latency.measured();
  }

  /** Of those, ones that are older than their parent. */
  long negative() {
    return latency.negative();
  }

  /** The latencies of the last 60 s; null when there was none. */
  @Nullable Quantiles recent(Instant now) {
    return latency.recent(now).quantiles();
  }

  /**
   * What became of the parents.
   *
   * @param unaccounted events that could not be compared, for another reason than their ids' time
   */
  public HopAccount account(long unaccounted) {
    var sum = new AccountSum(book);
    sum.addUnlinked(unlinked);
    sum.addUnaccounted(unaccounted);
    sum.markInexact();
    book.count(sum.counted());
    return sum.account();
  }

  void encode(SectionWriter writer) {
    latency.encodeWhole(writer);
    writer.unsigned(unlinked);
    book.encode(writer);
  }

  static JoinedHop decode(SectionReader reader) throws CorruptSectionException {
    var window = new LatencyWindow();
    window.decodeWhole(reader);
    long unlinked = reader.unsigned();
    var hop = new JoinedHop(HopBook.decode(reader));
    hop.latency.merge(window);
    hop.unlinked = unlinked;
    return hop;
  }
}
