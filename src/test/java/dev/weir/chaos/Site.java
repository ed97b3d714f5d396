package dev.weir.chaos;

import dev.weir.stack.FreePorts;
import dev.weir.stack.KafkaServer;
import dev.weir.stack.RedisServer;
import dev.weir.stack.TcpProxy;
import dev.weir.stack.WeirProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All processes of a run: broker, Redis server, and places for one replica more than usual. */
final class Site implements AutoCloseable {
  /** Places for replicas; the last one is empty between rounds. */
  static final int PLACES = Schedule.REPLICAS + 1;

  private static final List<String> JVM_FLAGS =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final KafkaServer kafka;
  private final RedisServer redis = new RedisServer();
  private final List<Replica> replicas = new ArrayList<>();

  /**
   * Nothing runs yet.
   *
   * @param executable the native one to run, or null for the jar
   */
  Site(@Nullable Path executable) {
    var listeners = new HashMap<String, String>();
    for (int place = 0; place < PLACES; place++) {
      listeners.put(listener(place), "PLAINTEXT");
    }
    kafka = new KafkaServer(Map.of("group.min.session.timeout.ms", "1000"), listeners);
    for (int place = 0; place < PLACES; place++) {
      replicas.add(replica(place, executable));
    }
  }

  private Replica replica(int place, @Nullable Path executable) {
    var direct = kafka.bootstrap(listener(place));
    int broker = Integer.parseInt(direct.substring(direct.indexOf(':') + 1));
    var toKafka = new TcpProxy(FreePorts.next(), broker);
    var toRedis = new TcpProxy(FreePorts.next(), redis.port());
    kafka.advertise(listener(place), toKafka.port());
    var weir =
        new WeirProcess(Workload.DEFINITION)
            .runs(executable)
            .flags(executable == null ? JVM_FLAGS : List.of())
            .heap("256m")
            .kafka("127.0.0.1:" + toKafka.port())
            .redis("redis://127.0.0.1:" + toRedis.port())
            .property("kafka.session.timeout.ms", Long.toString(Schedule.SESSION.toMillis()))
            .property("kafka.heartbeat.interval.ms", "500");
    return new Replica(place, weir, toKafka, toRedis);
  }

  private static String listener(int place) {
    return "REPLICA" + place;
  }

  /** Starts everything, and waits until all of it answers. */
  void start() {
    kafka.start();
    redis.start();
    redis.awaitReady();
    kafka.awaitReady();
    kafka.createTopics(Workload.TOPICS.values(), Workload.PARTITIONS, Map.of());
    usual().forEach(Replica::start);
    usual().forEach(replica -> replica.weir().awaitReady());
    redis.keep();
  }

  KafkaServer kafka() {
    return kafka;
  }

  RedisServer redis() {
    return redis;
  }

  /** Every place, also empty ones. */
  List<Replica> replicas() {
    return List.copyOf(replicas);
  }

  /** Those that run between rounds. */
  List<Replica> usual() {
    return List.copyOf(replicas.subList(0, Schedule.REPLICAS));
  }

  /** The place that is empty between rounds. */
  Replica further() {
    return replicas.getLast();
  }

  @Override
  public void close() {
    replicas.forEach(Replica::close);
    kafka.close();
    redis.close();
  }
}
