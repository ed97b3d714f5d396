package dev.weir.demo;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What the broker has acknowledged, to compare with what Weir counts. Thread-safe. */
public final class Written {
  private static final class Topic {
    private final LongAdder events = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final Map<String, LongAdder> symbols = new ConcurrentHashMap<>();
  }

  /**
   * One topic's figures.
   *
   * @param bytes key plus value
   * @param symbols events by symbol
   */
  public record Totals(long events, long bytes, Map<String, Long> symbols) {}

  /**
   * All figures.
   *
   * @param topics by name
   * @param failed messages that the broker did not acknowledge
   */
  public record Summary(Map<String, Totals> topics, long failed) {}

  private final Map<String, Topic> topics = new ConcurrentHashMap<>();
  private final LongAdder failed = new LongAdder();

  void acknowledged(Message message) {
    Topic topic = topics.computeIfAbsent(message.topic(), _ -> new Topic());
    topic.events.increment();
    topic.bytes.add(message.bytes());
    topic.symbols.computeIfAbsent(message.event().symbol(), _ -> new LongAdder()).increment();
  }

  void failed() {
    failed.increment();
  }

  /** The figures now; exact once nothing is being written. */
  public Summary summary() {
    Map<String, Totals> totals = new TreeMap<>();
    topics.forEach((name, topic) -> totals.put(name, totals(topic)));
    return new Summary(totals, failed.sum());
  }

  private static Totals totals(Topic topic) {
    Map<String, Long> symbols = new TreeMap<>();
    topic.symbols.forEach((symbol, count) -> symbols.put(symbol, count.sum()));
    return new Totals(topic.events.sum(), topic.bytes.sum(), symbols);
  }
}
