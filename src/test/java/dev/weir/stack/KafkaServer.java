package dev.weir.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One real broker (KRaft, broker and controller in one) in a process of its own, on a free loopback
 * port that it keeps over restarts, with its data in a temporary folder.
 *
 * <pre>new ─start→ starting ─awaitReady→ running ─kill, stop→ down ─restart→ running ─close→ gone
 * </pre>
 */
public final class KafkaServer implements AutoCloseable {
  private static final Duration READY_LIMIT = Duration.ofMinutes(2);
  private static final Duration LEADERS_LIMIT = Duration.ofSeconds(30);

  /** What tests and the demo need; ask for {@link #KafkaServer(Map)} to change any of it. */
  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry("auto.create.topics.enable", "false"),
          Map.entry("offsets.topic.replication.factor", "1"),
          Map.entry("offsets.topic.num.partitions", "4"),
          Map.entry("transaction.state.log.replication.factor", "1"),
          Map.entry("transaction.state.log.min.isr", "1"),
          Map.entry("transaction.state.log.num.partitions", "4"),
          Map.entry("group.initial.rebalance.delay.ms", "0"),
          // A broker killed and started again is refused until its former session has expired.
          Map.entry("broker.session.timeout.ms", "3000"),
          Map.entry("broker.heartbeat.interval.ms", "500"),
          Map.entry("log.cleaner.dedupe.buffer.size", "4194304"));

  private static final String LOGGING =
      """
      logger.level=WARN
      logger.handlers=OUT
      handler.OUT=org.jboss.logmanager.handlers.ConsoleHandler
      handler.OUT.formatter=LINE
      handler.OUT.properties=autoFlush
      handler.OUT.autoFlush=true
      formatter.LINE=org.jboss.logmanager.formatters.PatternFormatter
      formatter.LINE.properties=pattern
      formatter.LINE.pattern=%d{HH:mm:ss,SSS} %-5p [%c{1}] %s%e%n
      # What somebody had no right to is said on this level.
      loggers=kafka.authorizer.logger
      logger.kafka.authorizer.logger.level=INFO
      """;

  private final Map<String, String> overrides;
  private final Reaper reaper;
  private final Path folder;
  private final int port = FreePorts.next();
  private final int controllerPort = FreePorts.next();
  private final Map<String, Integer> listeners = new TreeMap<>();
  private final Map<String, Integer> advertised = new TreeMap<>();
  private List<String> flags = List.of();
  private @Nullable ChildProcess process;

  /** A broker with the settings above. */
  public KafkaServer() {
    this(Map.of());
  }

  /**
   * A broker with some settings of its own.
   *
   * @param overrides broker properties that replace or add to the usual ones
   */
  public KafkaServer(Map<String, String> overrides) {
    this(overrides, Map.of());
  }

  /**
   * A broker that listens on further ports.
   *
   * @param overrides broker properties that replace or add to the usual ones
   * @param protocols of the further listeners, such as {@code SSL}, by name in capitals
   */
  public KafkaServer(Map<String, String> overrides, Map<String, String> protocols) {
    this.overrides = new HashMap<>(overrides);
    protocols.keySet().forEach(name -> listeners.put(name, FreePorts.next()));
    this.overrides.put("listener.security.protocol.map", protocolMap(protocols));
    try {
      reaper = Reaper.shared();
      folder = reaper.directory("weir-kafka-");
      Files.writeString(folder.resolve("logging.properties"), LOGGING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A broker that answers; 2 to 3 seconds on an idle machine. */
  public static KafkaServer running() {
    KafkaServer server = new KafkaServer();
    server.start();
    server.awaitReady();
    return server;
  }

  /** Tells the clients of a further listener to connect to another port, as that of a proxy. */
  public KafkaServer advertise(String listener, int elsewhere) {
    advertised.put(listener, elsewhere);
    return this;
  }

  /** Further options of the broker's JVM. */
  public KafkaServer flags(List<String> options) {
    flags = List.copyOf(options);
    return this;
  }

  /** Starts the process and returns at once. */
  public void start() {
    List<String> command = new ArrayList<>();
    command.add(ChildProcess.java());
    command.addAll(flags);
    command.addAll(
        List.of(
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
            "-Djava.io.tmpdir=" + folder,
            "-Dlogging.configuration=" + folder.resolve("logging.properties").toUri(),
            BrokerMain.class.getName(),
            folder.resolve("broker.properties").toString(),
            data().toString()));
    Map<String, String> environment = Map.of("CLASSPATH", Classpath.ofChildren());
    try {
      Files.writeString(folder.resolve("broker.properties"), properties());
      process = ChildProcess.start(reaper, "Kafka", command, environment, log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits until clients get answers.
   *
   * @throws StartException with the end of the log if it ends or takes longer than two minutes
   */
  public void awaitReady() {
    // An admin client that finds nobody listening asks again without a pause, and logs it.
    Await.ready(process(), READY_LIMIT, () -> listens(port));
    try (Admin admin = admin()) {
      Await.ready(process(), READY_LIMIT, () -> answers(admin));
    }
  }

  /** {@code host:port} for clients. */
  public String bootstrap() {
    return "127.0.0.1:" + port;
  }

  /** {@code host:port} of a further listener. */
  public String bootstrap(String listener) {
    return "127.0.0.1:" + listeners.get(listener);
  }

  /** Creates a topic and waits until it is there. */
  public void createTopic(String name, int partitions, Map<String, String> configs) {
    createTopics(List.of(name), partitions, configs);
  }

  /**
   * Creates topics that share their settings and waits until they can be written to: an idempotent
   * producer that is refused the first batch of a partition, and not the second, never recovers.
   */
  public void createTopics(Collection<String> names, int partitions, Map<String, String> configs) {
    List<NewTopic> topics =
        names.stream()
            .map(name -> new NewTopic(name, partitions, (short) 1).configs(configs))
            .toList();
    try (Admin admin = admin()) {
      admin.createTopics(topics).all().get(LEADERS_LIMIT.toSeconds(), TimeUnit.SECONDS);
      var ends = new HashMap<TopicPartition, OffsetSpec>();
      for (var name : names) {
        for (int partition = 0; partition < partitions; partition++) {
          ends.put(new TopicPartition(name, partition), OffsetSpec.latest());
        }
      }
      Await.ready(process(), LEADERS_LIMIT, () -> haveLeaders(admin, ends));
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("cannot create " + names, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** {@code kill -9}. */
  public void kill() {
    process().kill();
  }

  /** An orderly end. */
  public void stop() {
    process().stop();
  }

  /** Freezes the process: connections stay, nothing answers. */
  public void pause() {
    process().pause();
  }

  /** Ends {@link #pause}. */
  public void resume() {
    process().resume();
  }

  /** Starts again on the same port with the same data, after an orderly end if it still runs. */
  public void restart() {
    stop();
    start();
    awaitReady();
  }

  /** Its process. */
  public ChildProcess process() {
    ChildProcess current = process;
    if (current == null) {
      throw new IllegalStateException("not started");
    }
    return current;
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
    Folders.remove(folder);
  }

  /** Where the broker keeps its logs: a folder a partition. */
  public Path data() {
    return folder.resolve("data");
  }

  /** What it wrote to standard output and standard error, over all its starts. */
  public Path log() {
    return folder.resolve("broker.log");
  }

  private Admin admin() {
    return Admin.create(
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap(),
            AdminClientConfig.METADATA_RECOVERY_STRATEGY_CONFIG,
            "none",
            AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
            200,
            AdminClientConfig.RETRY_BACKOFF_MAX_MS_CONFIG,
            200));
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean answers(Admin admin) {
    try {
      return !admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).isEmpty();
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The client asks again by itself, but not where the broker has not heard of a topic yet. */
  private static boolean haveLeaders(Admin admin, Map<TopicPartition, OffsetSpec> ends) {
    try {
      admin.listOffsets(ends).all().get(LEADERS_LIMIT.toSeconds(), TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String protocolMap(Map<String, String> protocols) {
    StringBuilder map = new StringBuilder("PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    protocols.forEach((name, protocol) -> map.append(",%s:%s".formatted(name, protocol)));
    return map.toString();
  }

  private String urls(Map<String, Integer> further) {
    StringBuilder urls = new StringBuilder("PLAINTEXT://127.0.0.1:" + port);
    further.forEach((name, at) -> urls.append(",%s://127.0.0.1:%d".formatted(name, at)));
    return urls.toString();
  }

  private String properties() {
    Map<String, String> all = new HashMap<>(DEFAULTS);
    Map<String, Integer> told = new TreeMap<>(listeners);
    told.putAll(advertised);
    all.put("process.roles", "broker,controller");
    all.put("node.id", "1");
    all.put("listeners", urls(listeners) + ",CONTROLLER://127.0.0.1:" + controllerPort);
    all.put("advertised.listeners", urls(told));
    all.put("controller.listener.names", "CONTROLLER");
    all.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    all.put("log.dirs", data().toString());
    all.putAll(overrides);
    return all.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .sorted()
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
