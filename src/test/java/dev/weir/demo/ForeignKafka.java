package dev.weir.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Somebody's broker, which the demo borrows: takes away again what it brought. */
final class ForeignKafka implements AutoCloseable {
  private static final int TIMEOUT_SECONDS = 15;

  private final Admin admin;
  private final String namespace;
  private final List<String> created = new ArrayList<>();
  private boolean touched;

  /**
   * Does not connect yet.
   *
   * @param namespace in the names of the consumer groups to remove at the end
   */
  ForeignKafka(String bootstrap, String namespace) {
    this.namespace = namespace;
    this.admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                AdminClientConfig.METADATA_RECOVERY_STRATEGY_CONFIG,
                "none",
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                TIMEOUT_SECONDS * 1000,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                5000));
  }

  /** Which of the topics holds records, if any does. */
  Optional<String> used(Collection<String> topics) throws ExecutionException, TimeoutException {
    List<String> existing = existing(topics);
    Map<String, TopicDescription> descriptions =
        get(admin.describeTopics(existing).allTopicNames());
    List<TopicPartition> partitions =
        descriptions.values().stream()
            .flatMap(
                topic ->
                    topic.partitions().stream()
                        .map(p -> new TopicPartition(topic.name(), p.partition())))
            .toList();
    Map<TopicPartition, Long> first = offsets(partitions, OffsetSpec.earliest());
    Map<TopicPartition, Long> end = offsets(partitions, OffsetSpec.latest());
    return partitions.stream()
        .filter(p -> !Objects.equals(first.get(p), end.get(p)))
        .map(TopicPartition::topic)
        .findFirst();
  }

  /** Creates the topics that are not there, with the broker's own replication. */
  void create(Collection<String> topics, int partitions)
      throws ExecutionException, TimeoutException {
    Set<String> existing = Set.copyOf(existing(topics));
    List<NewTopic> missing =
        topics.stream()
            .filter(topic -> !existing.contains(topic))
            .map(topic -> new NewTopic(topic, Optional.of(partitions), Optional.empty()))
            .toList();
    touched = true;
    missing.forEach(topic -> created.add(topic.name()));
    get(admin.createTopics(missing).all());
  }

  /** Removes the topics created here, and the groups of our namespace, if the broker lets us. */
  @Override
  public void close() {
    if (!touched) {
      admin.close(Duration.ZERO);
      return;
    }
    try (admin) {
      get(admin.deleteTopics(created).all());
      List<String> groups =
          get(admin.listGroups().all()).stream()
              .map(GroupListing::groupId)
              .filter(group -> group.contains(namespace))
              .toList();
      get(admin.deleteConsumerGroups(groups).all());
    } catch (ExecutionException | TimeoutException e) {
      // Gone, or not ours to change: nobody is left to tell.
    }
  }

  private List<String> existing(Collection<String> topics)
      throws ExecutionException, TimeoutException {
    Set<String> names = get(admin.listTopics().names());
    return topics.stream().filter(names::contains).toList();
  }

  private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec which)
      throws ExecutionException, TimeoutException {
    Map<TopicPartition, OffsetSpec> question =
        partitions.stream().collect(Collectors.toMap(p -> p, _ -> which));
    return get(admin.listOffsets(question).all()).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }

  private static <T> T get(KafkaFuture<T> future) throws ExecutionException, TimeoutException {
    try {
      return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ExecutionException(e);
    }
  }
}
