package dev.weir.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;

/**
 * Client properties from {@code kafka.*}: the user's are passed on, except for those that the way
 * Weir keeps its offsets depends on.
 *
 * @param configured everything under {@code kafka.}, without the prefix
 * @param group the consumer group that the replicas share, and nobody else; what {@code configured}
 *     has for one does not count
 */
public record KafkaSettings(Map<String, Object> configured, String group) {
  // Of one broker's answer, all of which is decoded before other things get their turn.
  private static final int FETCH_BYTES = 8 << 20;
  private static final int SEARCH_PARTITION_BYTES = 1 << 20;

  /** Copies the properties, and has the client accept the token endpoint in them. */
  public KafkaSettings {
    configured = Map.copyOf(configured);
    TokenEndpoint.allow(configured);
  }

  /** Properties of the consumer of one poll thread. */
  public Map<String, Object> consumer(int thread) {
    var properties = new HashMap<String, Object>();
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    // New topics, partitions and matches of a pattern are seen within this time.
    properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, "10000");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "2000");
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    // The system's: it grows with what a connection carries, and so while records are decoded the
    // next ones come in.
    properties.put(ConsumerConfig.RECEIVE_BUFFER_CONFIG, -1);
    properties.put(AdminClientConfig.METADATA_RECOVERY_STRATEGY_CONFIG, "none");
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "weir-" + thread);
    properties.putAll(configured);
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    // A static member is one consumer: threads of a process need names of their own.
    properties.computeIfPresent(
        ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, (_, instance) -> instance + "-" + thread);
    properties.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    properties.put(
        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteBufferDeserializer.class.getName());
    properties.put(
        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteBufferDeserializer.class.getName());
    return properties;
  }

  /**
   * Properties of the consumer that looks records up: it is in no group, and holds little of what
   * it fetches, also where the ingest may hold much.
   *
   * @param timeoutMs after which a question to the brokers is given up
   */
  Map<String, Object> search(int timeoutMs) {
    var properties = new HashMap<>(consumer(0));
    properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
    properties.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "weir-log-search");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "2000");
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, SEARCH_PARTITION_BYTES);
    // What is there is taken: waiting for more would only delay the end.
    properties.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, "1");
    properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMs);
    properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMs);
    return properties;
  }

  /** Properties of the admin client. */
  public Map<String, Object> admin() {
    var properties = new HashMap<String, Object>();
    // Otherwise a client that finds no broker begins anew in a loop without a pause (4.1.1).
    properties.put(AdminClientConfig.METADATA_RECOVERY_STRATEGY_CONFIG, "none");
    // What no list of names has is passed on as well: it is for the user's own extensions, such as
    // the name of a TLS configuration for the factory of TLS engines.
    configured.forEach(
        (name, value) -> {
          if (!isOfConsumersAlone(name)) {
            properties.put(name, value);
          }
        });
    properties.put(AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
    properties.put(AdminClientConfig.CLIENT_ID_CONFIG, "weir-admin");
    return properties;
  }

  private static boolean isOfConsumersAlone(String name) {
    return ConsumerConfig.configNames().contains(name)
        && !AdminClientConfig.configNames().contains(name);
  }
}
