package dev.weir.kafka.fetch;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.KafkaClient;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.internals.ClassicKafkaConsumer;
import org.apache.kafka.clients.consumer.internals.ConsumerNetworkClient;
import org.apache.kafka.common.config.ConfigDef;
import org.jboss.logging.Logger;

/**
 * Has a consumer hand out runs of batches instead of records, to be read by a {@link RecordCursor}.
 * Only the answers to fetches are changed, before the consumer sees them; whatever it does with
 * answers, it still does.
 *
 * <p>The client has no place for this, so that three of its private fields are reached for. Where
 * that fails, as it may with another version, it hands out records as ever: only more slowly.
 */
public final class FetchedRuns {
  private static final Logger LOG = Logger.getLogger(FetchedRuns.class);

  private static final Optional<Path> PATH = Path.find();

  private FetchedRuns() {}

  /** The fields that lead from a consumer to the client beneath it. */
  private record Path(Field delegate, Field network, Field client) {
    static Optional<Path> find() {
      try {
        return Optional.of(
            new Path(
                field(KafkaConsumer.class, "delegate"),
                field(ClassicKafkaConsumer.class, "client"),
                field(ConsumerNetworkClient.class, "client")));
      } catch (ReflectiveOperationException | RuntimeException e) {
        refused(e);
        return Optional.empty();
      }
    }

    private static Field field(Class<?> of, String name) throws NoSuchFieldException {
      var field = of.getDeclaredField(name);
      field.setAccessible(true);
      return field;
    }
  }

  /**
   * A consumer that hands out runs if it can.
   *
   * @param properties as for any consumer; {@code max.poll.records} counts runs then, so that with
   *     the usual number of them a poll brings all that was fetched
   */
  public static <K, V> KafkaConsumer<K, V> consumer(Map<String, Object> properties) {
    var consumer = new KafkaConsumer<K, V>(properties);
    if (PATH.isPresent()) {
      try {
        install(consumer, PATH.get(), checksSums(properties));
      } catch (ReflectiveOperationException | RuntimeException e) {
        refused(e);
      }
    }
    return consumer;
  }

  private static void install(KafkaConsumer<?, ?> consumer, Path path, boolean checksSums)
      throws ReflectiveOperationException {
    Object network = path.network().get(path.delegate().get(consumer));
    var client = (KafkaClient) path.client().get(network);
    path.client().set(network, new RunsClient(client, checksSums));
  }

  private static void refused(Exception e) {
    LOG.infov("records are read one by one: this client does not hand out batches ({0})", e);
  }

  private static boolean checksSums(Map<String, Object> properties) {
    var name = ConsumerConfig.CHECK_CRCS_CONFIG;
    var parsed = ConfigDef.parseType(name, properties.get(name), ConfigDef.Type.BOOLEAN);
    return !Boolean.FALSE.equals(parsed);
  }
}
