package dev.weir.kafka;

import dev.weir.kafka.PipelineSample.TopicSample;
import dev.weir.monitor.SchemaSource;
import dev.weir.pipeline.Pipeline;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a pipeline's topics once: whether they are there, and what their last records yield.
 * Joins no group and commits nothing.
 */
public final class TopicSampler implements AutoCloseable {
  private static final int ADMIN_TIMEOUT_MS = 10_000;

  private final Pipeline pipeline;
  private final int maxBodyBytes;
  private final @Nullable SchemaSource schemas;
  private final Map<String, Object> properties;
  private final Admin admin;

  /**
   * Connects when first asked.
   *
   * @param kafka client properties
   * @param schemas where the schemas of bodies are; null when no registry is configured
   */
  public TopicSampler(
      Pipeline pipeline,
      int maxBodyBytes,
      Map<String, Object> kafka,
      @Nullable SchemaSource schemas) {
    this.schemas = schemas;
    this.pipeline = pipeline;
    this.maxBodyBytes = maxBodyBytes;
    var settings = new KafkaSettings(kafka, "none");
    this.properties = new HashMap<>(settings.consumer(0));
    properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
    properties.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "weir-check");
    this.admin = Admin.create(settings.admin());
  }

  /** The brokers could not be asked; the message says why. */
  public static final class UnreachableException extends Exception {
    private static final long serialVersionUID = 1;

    UnreachableException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * What of a definition is there.
   *
   * @param partitions of each topic that exists, by name
   * @param problems a line for each topic or group that does not exist or may not be looked up
   */
  public record Existing(Map<String, Integer> partitions, List<String> problems) {
    /** Copies the problems. */
    public Existing {
      problems = List.copyOf(problems);
    }
  }

  /** Looks the definition's topics and groups up. Blocks for at most some seconds. */
  public Existing existing() throws UnreachableException, InterruptedException {
    var problems = new ArrayList<String>();
    try {
      var topics = new TopicAdmin(admin, pipeline, InstantSource.system()).topics();
      topics.missing().stream()
          .sorted()
          .forEach(topic -> problems.add("topic " + topic + " does not exist"));
      new TreeMap<>(topics.unreadable())
          .forEach((topic, why) -> problems.add("topic " + topic + " cannot be read: " + why));
      for (var rule : pipeline.groups()) {
        lookUp(rule.group()).ifPresent(problems::add);
      }
      var partitions = new TreeMap<String, Integer>();
      topics
          .partitions()
          .forEach(partition -> partitions.merge(partition.topic(), 1, Integer::sum));
      return new Existing(partitions, problems);
    } catch (ExecutionException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      throw new UnreachableException(String.valueOf(cause.getMessage()), e);
    } catch (TimeoutException e) {
      throw new UnreachableException("no answer within 10 s", e);
    }
  }

  /** What is wrong with a group, if anything is. */
  private Optional<String> lookUp(String group) throws ExecutionException, InterruptedException {
    var options = new DescribeConsumerGroupsOptions().timeoutMs(ADMIN_TIMEOUT_MS);
    var missing = Optional.of("consumer group " + group + " does not exist");
    try {
      var described = admin.describeConsumerGroups(List.of(group), options);
      return described.all().get().values().stream()
              .anyMatch(found -> found.groupState() != GroupState.DEAD)
          ? Optional.empty()
          : missing;
    } catch (ExecutionException e) {
      return switch (e.getCause()) {
        case GroupIdNotFoundException _ -> missing;
        case AuthorizationException denied ->
            Optional.of("consumer group " + group + " cannot be read: " + denied.getMessage());
        case null, default -> throw e;
      };
    }
  }

  /**
   * Reads the last records.
   *
   * @param existing the topics to read
   * @param perTopic how many records of each topic, at most; positive
   */
  public PipelineSample sample(Existing existing, int perTopic) throws UnreachableException {
    var probes = new LinkedHashMap<String, StageProbe>();
    for (var stage : pipeline.stages()) {
      probes.put(stage.name(), new StageProbe(stage, pipeline, maxBodyBytes, schemas));
    }
    var problems = new ArrayList<String>();
    try (var consumer = new KafkaConsumer<ByteBuffer, ByteBuffer>(properties)) {
      var lastRecords = new LastRecords(consumer);
      for (var topic : existing.partitions().entrySet()) {
        for (var probe : probes.values()) {
          if (probe.stage().writes(topic.getKey())) {
            try {
              sampleTopic(lastRecords, topic.getKey(), topic.getValue(), perTopic, probe);
            } catch (AuthorizationException e) {
              // Who may describe a topic may not always read it; the others are of interest still.
              problems.add("topic " + topic.getKey() + " cannot be read: " + e.getMessage());
            }
          }
        }
      }
    } catch (KafkaException e) {
      throw new UnreachableException(String.valueOf(e.getMessage()), e);
    }
    return new PipelineSample(
        probes.values().stream().map(StageProbe::sample).toList(), List.copyOf(problems));
  }

  private static void sampleTopic(
      LastRecords lastRecords, String topic, int partitions, int perTopic, StageProbe probe) {
    var logs = lastRecords.logs(topic, partitions);
    long read = 0;
    // The shortest first: what they have not got, the longer ones give.
    for (int i = 0; i < logs.size(); i++) {
      int left = logs.size() - i;
      int share = (int) ((perTopic - read + left - 1) / left);
      var last = lastRecords.of(logs.get(i), share);
      last.forEach(probe::look);
      read += last.size();
    }
    long offsets = logs.stream().mapToLong(LastRecords.Log::length).sum();
    probe.topic(new TopicSample(topic, partitions, offsets, read));
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
