package dev.weir.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.demo.UuidV7;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Signals, what risk says of them, and orders for those that are approved, with faults of which the
 * books are kept. The children of an event are written some time after it.
 */
final class PlantedFlow {
  static final String DEFINITION =
      """
      weir:
        namespace: ledger
        start: 1h
        commit-interval: 200ms
        pipeline:
          name: ledger
          stages:
            strategy: { topics: [signals] }
            risk: { topics: [checked], after: { strategy: { expect: every, within: 4s } } }
            execution: { topics: [orders], after: { risk: { expect: every, where: "json:/data/decision=approved", within: 4s } } }
      """;

  static final long WITHIN_MICROS = 4_000_000;

  private final KafkaProducer<byte[], byte[]> producer;
  private final SplittableRandom random;
  private final int faultsIn;
  private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparingLong(Due::micros));
  private final Map<String, Map<String, Integer>> planted = new TreeMap<>();
  private final Map<String, Long> written = new TreeMap<>();

  private final boolean tellsTime;

  private record Due(long micros, Runnable write) {}

  /**
   * An event.
   *
   * @param trace the first one's id, where ids tell no time: it goes along as a traceparent
   */
  private record Event(UUID id, UUID trace) {}

  /**
   * A flow in which nothing was written yet.
   *
   * @param faultsIn one fault in so many events of a hop; 0 for none
   */
  PlantedFlow(KafkaProducer<byte[], byte[]> producer, long seed, int faultsIn) {
    this(producer, seed, faultsIn, true);
  }

  /**
   * A flow in which nothing was written yet.
   *
   * @param tellsTime whether ids have the time in them; else they are random, and traces have W3C
   *     ids
   */
  PlantedFlow(KafkaProducer<byte[], byte[]> producer, long seed, int faultsIn, boolean tellsTime) {
    this.tellsTime = tellsTime;
    this.producer = producer;
    this.random = new SplittableRandom(seed);
    this.faultsIn = faultsIn;
  }

  static long now() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  /** Writes a signal now, and what follows from it when it is due. */
  void signal() {
    long time = now();
    var id = idAt(time);
    var signal = new Event(id, id);
    write("signals", time, signal, null, "BUY");
    pass("risk", signal, time, this::check);
  }

  /** Writes what is due. */
  void run() {
    long time = now();
    for (var next = due.peek(); next != null && next.micros() <= time; next = due.peek()) {
      due.remove();
      next.write().run();
    }
  }

  boolean isDone() {
    return due.isEmpty();
  }

  /** Ids by stage and kind, such as {@code risk/lost}, with how often. */
  Map<String, Integer> planted(String stage, String kind) {
    return planted.getOrDefault(stage + "/" + kind, Map.of());
  }

  /** Records by topic. */
  Map<String, Long> written() {
    return written;
  }

  private interface Child {
    void write(Event parent, long micros);
  }

  private void pass(String stage, Event event, long time, Child child) {
    var id = event.id();
    long soon = time + 1_000 + random.nextInt(200_000);
    int fault = faultsIn == 0 ? 4 : random.nextInt(faultsIn);
    switch (fault) {
      case 0 -> plant(stage, "lost", id);
      case 1 -> {
        later(soon, () -> child.write(event, soon));
        long again = soon + random.nextInt(500_000);
        later(again, () -> child.write(event, again));
        plant(stage, "surplus", id);
        plant(stage, "duplicated", id);
      }
      case 2 -> {
        long late = time + WITHIN_MICROS + 100_000 + random.nextInt(3_000_000);
        later(late, () -> child.write(event, late));
        plant(stage, "late", id);
      }
      case 3 -> {
        var orphan = idAt(time);
        later(soon, () -> child.write(new Event(orphan, event.trace()), soon));
        later(soon, () -> child.write(event, soon));
        plant(stage, "surplus", orphan);
        plant(stage, "extra", orphan);
      }
      default -> later(soon, () -> child.write(event, soon));
    }
  }

  private void check(Event signal, long time) {
    boolean approved = random.nextInt(5) != 0;
    var event = new Event(idAt(time), signal.trace());
    write("checked", time, event, signal, approved ? "approved" : "rejected");
    if (approved) {
      pass("execution", event, time, this::order);
    }
  }

  private void order(Event checked, long time) {
    write("orders", time, new Event(idAt(time), checked.trace()), checked, "filled");
  }

  private void later(long micros, Runnable write) {
    due.add(new Due(micros, write));
  }

  private void plant(String stage, String kind, UUID id) {
    planted
        .computeIfAbsent(stage + "/" + kind, _ -> new HashMap<>())
        .merge(id.toString(), 1, Integer::sum);
  }

  private UUID idAt(long micros) {
    if (tellsTime) {
      return UuidV7.at(micros, random);
    }
    return new UUID(
        (random.nextLong() & ~0xF000L) | 0x4000, (random.nextLong() >>> 2) | Long.MIN_VALUE);
  }

  private void write(
      String topic, long micros, Event event, @Nullable Event parent, String decision) {
    var body =
        "{\"id\":\""
            + event.id()
            + "\",\"timestamp\":\""
            + Instant.EPOCH.plus(micros, ChronoUnit.MICROS)
            + "\",\"data\":{\"symbol\":\"S"
            + random.nextInt(50)
            + "\",\"decision\":\""
            + decision
            + "\"},\"causation_id\":"
            + (parent == null ? "null" : "\"" + parent.id() + "\"")
            + "}";
    var record = new ProducerRecord<byte[], byte[]>(topic, body.getBytes(UTF_8));
    if (!tellsTime) {
      var trace = event.trace().toString().replace("-", "");
      var context = "00-" + trace + "-" + trace.substring(16) + "-01";
      record.headers().add("traceparent", context.getBytes(UTF_8));
    }
    var _ = producer.send(record);
    written.merge(topic, 1L, Long::sum);
  }
}
