package dev.weir.kafka.fetch;

import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.KafkaClient;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.internals.ClassicKafkaConsumer;
import org.apache.kafka.clients.consumer.internals.ConsumerNetworkClient;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.network.Selector;
import org.jboss.logging.Logger;

/**
 * A consumer that hands out runs of batches instead of records, to be read by a {@link
 * RecordCursor}; what a poll has returned is valid until the next one. Only the answers to fetches
 * are changed, before the consumer sees them; whatever it does with answers, it still does.
 *
 * <p>The client has no place for this, so that some of its private fields are reached for. Where
 * that fails, as it may with another version, it hands out records as ever: only more slowly.
 */
public final class RunsConsumer extends KafkaConsumer<ByteBuffer, ByteBuffer> {
  private static final Logger LOG = Logger.getLogger(RunsConsumer.class);
  private static final Optional<Path> PATH = Path.find();

  /** After so long nothing is likely to come at once; answers of a busy broker take a while. */
  private static final long QUIET_NANOS = Duration.ofSeconds(2).toNanos();

  private final FetchBuffers buffers = new FetchBuffers();
  private long cameNanos = System.nanoTime();

  /** The fields that lead from a consumer to what is beneath it. */
  private record Path(Field delegate, Field network, Field client, Field selector, Field pool) {
    static Optional<Path> find() {
      try {
        return Optional.of(
            new Path(
                field(KafkaConsumer.class, "delegate"),
                field(ClassicKafkaConsumer.class, "client"),
                field(ConsumerNetworkClient.class, "client"),
                field(NetworkClient.class, "selector"),
                field(Selector.class, "memoryPool")));
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

    void lead(KafkaConsumer<?, ?> consumer, FetchBuffers buffers, boolean checksSums)
        throws ReflectiveOperationException {
      Object beneath = network.get(delegate.get(consumer));
      var of = (KafkaClient) client.get(beneath);
      pool.set(selector.get(of), buffers);
      client.set(beneath, new RunsClient(of, buffers, checksSums));
    }
  }

  /**
   * A consumer that is not subscribed to anything.
   *
   * @param properties as for any consumer, with deserializers that leave buffers as they are;
   *     {@code max.poll.records} counts runs, so that with the usual number a poll brings all that
   *     was fetched
   */
  public RunsConsumer(Map<String, Object> properties) {
    super(properties);
    if (PATH.isPresent()) {
      try {
        PATH.get().lead(this, buffers, checksSums(properties));
      } catch (ReflectiveOperationException | RuntimeException e) {
        refused(e);
      }
    }
  }

  @Override
  public ConsumerRecords<ByteBuffer, ByteBuffer> poll(Duration timeout) {
    buffers.recycle();
    var polled = super.poll(timeout);
    long now = System.nanoTime();
    if (!polled.isEmpty()) {
      cameNanos = now;
    } else if (now - cameNanos > QUIET_NANOS) {
      buffers.release();
    }
    return polled;
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
