package dev.weir.kafka;

import dev.weir.flow.PartitionId;
import dev.weir.monitor.IngestBoard.LogEnds;
import dev.weir.pipeline.Pipeline;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What is asked of the brokers beside reading: topics, partitions and the ends of logs. */
final class TopicAdmin {
  private static final int TIMEOUT_MS = 5_000;

  private final Admin admin;
  private final Pipeline pipeline;
  private final InstantSource steady;

  TopicAdmin(Admin admin, Pipeline pipeline, InstantSource steady) {
    this.admin = admin;
    this.pipeline = pipeline;
    this.steady = steady;
  }

  /**
   * The pipeline's partitions.
   *
   * @param partitions of all topics that exist
   * @param missing topics named in the definition that do not
   * @param unreadable topics that could not be looked up, with the reason
   * @param ids what the brokers know the topics by, if they tell
   */
  record Topics(
      List<PartitionId> partitions,
      List<String> missing,
      Map<String, String> unreadable,
      Map<String, UUID> ids) {}

  /** Looks the pipeline's topics up. Blocks for at most some seconds. */
  Topics topics() throws ExecutionException, InterruptedException, TimeoutException {
    var wanted = Subscription.of(pipeline);
    var names = new TreeSet<>(wanted.names());
    if (!wanted.patterns().isEmpty()) {
      var all = admin.listTopics(new ListTopicsOptions().timeoutMs(TIMEOUT_MS)).names();
      for (var name : get(all)) {
        if (pipeline.stageOf(name).isPresent()) {
          names.add(name);
        }
      }
    }
    var partitions = new ArrayList<PartitionId>();
    var missing = new ArrayList<String>();
    var unreadable = new HashMap<String, String>();
    var ids = new HashMap<String, UUID>();
    var described = admin.describeTopics(names, new DescribeTopicsOptions().timeoutMs(TIMEOUT_MS));
    for (var topic : described.topicNameValues().entrySet()) {
      try {
        var description = get(topic.getValue());
        id(description).ifPresent(id -> ids.put(topic.getKey(), id));
        for (var partition : description.partitions()) {
          partitions.add(new PartitionId(topic.getKey(), partition.partition()));
        }
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case UnknownTopicOrPartitionException _ -> missing.add(topic.getKey());
          // Of the connection, not of the topic: no broker has answered.
          case AuthenticationException _ -> throw e;
          case ApiException cause when !(cause instanceof RetriableException) ->
              unreadable.put(topic.getKey(), words(cause));
          case null, default -> throw e;
        }
      }
    }
    return new Topics(
        List.copyOf(partitions), List.copyOf(missing), Map.copyOf(unreadable), Map.copyOf(ids));
  }

  /** What the brokers know the topic of this name by; empty if they do not tell. */
  CompletionStage<Optional<UUID>> topicId(String topic) {
    return admin
        .describeTopics(List.of(topic), new DescribeTopicsOptions().timeoutMs(TIMEOUT_MS))
        .allTopicNames()
        .thenApply(found -> Optional.ofNullable(found.get(topic)).flatMap(TopicAdmin::id))
        .toCompletionStage();
  }

  private static Optional<UUID> id(TopicDescription topic) {
    var id = topic.topicId();
    return id == null || id.equals(Uuid.ZERO_UUID)
        ? Optional.empty()
        : Optional.of(new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits()));
  }

  /** The ends of the partitions' logs as a reader of committed records sees them. Blocks. */
  LogEnds logEnds(Topics topics) throws ExecutionException, InterruptedException, TimeoutException {
    var at = steady.instant();
    var wanted = new HashMap<TopicPartition, OffsetSpec>();
    for (var partition : topics.partitions()) {
      wanted.put(kafka(partition), OffsetSpec.latest());
    }
    var options = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(TIMEOUT_MS);
    var ends = new HashMap<PartitionId, Long>();
    var unreadable = new HashMap<>(topics.unreadable());
    var asked = admin.listOffsets(wanted, options);
    ExecutionException last = null;
    for (var partition : wanted.keySet()) {
      try {
        var id = new PartitionId(partition.topic(), partition.partition());
        ends.put(id, get(asked.partitionResult(partition)).offset());
      } catch (ExecutionException e) {
        // One partition without a leader must not hide what is known of the others.
        last = e;
        var cause = e.getCause() == null ? e : e.getCause();
        unreadable.put(partition.topic(), partition + ": " + words(cause));
      }
    }
    if (last != null && ends.isEmpty()) {
      throw last;
    }
    return new LogEnds(at, ends, topics.missing(), unreadable);
  }

  /** The first offset with a record of {@code origin} or later; the log's end if there is none. */
  CompletionStage<Long> offsetAt(PartitionId partition, Instant origin) {
    if (!origin.isAfter(Instant.EPOCH)) {
      return offset(partition, OffsetSpec.earliest());
    }
    // The end is asked for first: what is written between the two answers must not be skipped.
    return offset(partition, OffsetSpec.latest())
        .thenCompose(
            end ->
                offset(partition, OffsetSpec.forTimestamp(origin.toEpochMilli()))
                    .thenApply(found -> found >= 0 ? found : end));
  }

  /** What is in the log now. */
  CompletionStage<StartOffsets.Range> range(PartitionId partition) {
    return offset(partition, OffsetSpec.earliest())
        .thenCombine(offset(partition, OffsetSpec.latest()), StartOffsets.Range::new);
  }

  private CompletionStage<Long> offset(PartitionId partition, OffsetSpec spec) {
    var options = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(TIMEOUT_MS);
    return admin
        .listOffsets(Map.of(kafka(partition), spec), options)
        .partitionResult(kafka(partition))
        .thenApply(result -> result.offset())
        .toCompletionStage();
  }

  void close() {
    admin.close(Duration.ZERO);
  }

  static TopicPartition kafka(PartitionId partition) {
    return new TopicPartition(partition.topic(), partition.partition());
  }

  /** What went wrong, also if the exception itself has no message. */
  static String words(Throwable failure) {
    if (failure.getMessage() != null) {
      return failure.getMessage();
    }
    return failure instanceof TimeoutException ? "no answer in time" : failure.toString();
  }

  private static <T> T get(KafkaFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(2L * TIMEOUT_MS, TimeUnit.MILLISECONDS);
  }
}
