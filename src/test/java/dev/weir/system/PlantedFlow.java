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

  private record Due(long micros, Runnable write) {}

  /**
   * A flow in which nothing was written yet.
   *
   * @param faultsIn one fault in so many events of a hop; 0 for none
   */
  PlantedFlow(KafkaProducer<byte[], byte[]> producer, long seed, int faultsIn) {
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
    write("signals", time, id, null, "BUY");
    pass("risk", id, time, (parent, at) -> check(parent, at));
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
    void write(UUID parent, long micros);
  }

  private void pass(String stage, UUID id, long time, Child child) {
    long soon = time + 1_000 + random.nextInt(200_000);
    int fault = faultsIn == 0 ? 4 : random.nextInt(faultsIn);
    switch (fault) {
      case 0 -> plant(stage, "lost", id);
      case 1 -> {
        later(soon, () -> child.write(id, soon));
        long again = soon + random.nextInt(500_000);
        later(again, () -> child.write(id, again));
        plant(stage, "surplus", id);
        plant(stage, "duplicated", id);
      }
      case 2 -> {
        long late = time + WITHIN_MICROS + 100_000 + random.nextInt(3_000_000);
        later(late, () -> child.write(id, late));
        plant(stage, "late", id);
      }
      case 3 -> {
        var orphan = idAt(time);
        later(soon, () -> child.write(orphan, soon));
        later(soon, () -> child.write(id, soon));
        plant(stage, "surplus", orphan);
        plant(stage, "extra", orphan);
      }
      default -> later(soon, () -> child.write(id, soon));
    }
  }

  private void check(UUID signal, long time) {
    boolean approved = random.nextInt(5) != 0;
    var id = idAt(time);
    write("checked", time, id, signal, approved ? "approved" : "rejected");
    if (approved) {
      pass("execution", id, time, (parent, at) -> write("orders", at, idAt(at), parent, "filled"));
    }
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
    return UuidV7.at(micros, random);
  }

  private void write(String topic, long micros, UUID id, @Nullable UUID parent, String decision) {
    var body =
        "{\"id\":\""
            + id
            + "\",\"timestamp\":\""
            + Instant.EPOCH.plus(micros, ChronoUnit.MICROS)
            + "\",\"data\":{\"symbol\":\"S"
            + random.nextInt(50)
            + "\",\"decision\":\""
            + decision
            + "\"},\"causation_id\":"
            + (parent == null ? "null" : "\"" + parent + "\"")
            + "}";
    var _ = producer.send(new ProducerRecord<>(topic, body.getBytes(UTF_8)));
    written.merge(topic, 1L, Long::sum);
  }
}
