package dev.weir.k8s;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks a process what a kubelet would ask a container, by the three probes of its manifest, and
 * comes to the same conclusions: it is started once, ready or not, and to be restarted when it was
 * not started in time or is no longer live. It restarts nothing itself.
 *
 * <p>One thing is different: periods and the initial delay are divided by {@link #SPEED}, so that
 * what takes a minute in a cluster takes seconds here. Time-outs and thresholds are those of the
 * manifest.
 */
public final class Kubelet implements AutoCloseable {
  /** How many times faster than in the manifest the probes follow each other. */
  public static final int SPEED = 20;

  private final HttpClient http = HttpClient.newHttpClient();
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(3);
  private final List<String> restarts = new CopyOnWriteArrayList<>();
  private final AtomicInteger rounds = new AtomicInteger();
  private volatile boolean started;
  private volatile boolean ready;
  private final AtomicInteger timesUnready = new AtomicInteger();

  /**
   * Begins to ask.
   *
   * @param container with three probes, each by HTTP
   * @param url where the port that they name is
   */
  public Kubelet(Container container, String url) {
    schedule(new Worker("startup", url, container.getStartupProbe()), this::startup);
    schedule(new Worker("liveness", url, container.getLivenessProbe()), this::liveness);
    schedule(new Worker("readiness", url, container.getReadinessProbe()), this::readiness);
  }

  private void schedule(Worker worker, Consumer<Worker> round) {
    long period = millis(worker.probe.getPeriodSeconds(), 10) / SPEED;
    long delay = millis(worker.probe.getInitialDelaySeconds(), 0) / SPEED;
    var _ =
        threads.scheduleAtFixedRate(
            () -> round.accept(worker), delay, period, TimeUnit.MILLISECONDS);
  }

  private static long millis(@Nullable Integer seconds, int otherwise) {
    return Duration.ofSeconds(seconds == null ? otherwise : seconds).toMillis();
  }

  private void startup(Worker worker) {
    if (started) {
      return;
    }
    worker.ask();
    started = worker.succeeded();
    if (worker.failed()) {
      restarts.add(worker.name + ": " + worker.answer);
      worker.reset();
    }
  }

  private void liveness(Worker worker) {
    if (!started) {
      return;
    }
    worker.ask();
    rounds.incrementAndGet();
    if (worker.failed()) {
      restarts.add(worker.name + ": " + worker.answer);
      worker.reset();
    }
  }

  private void readiness(Worker worker) {
    if (!started) {
      return;
    }
    worker.ask();
    if (worker.succeeded()) {
      ready = true;
    } else if (worker.failed() && ready) {
      ready = false;
      timesUnready.incrementAndGet();
    }
  }

  /** Whether the startup probe has succeeded. */
  public boolean isStarted() {
    return started;
  }

  /** Whether the pod gets requests. */
  public boolean isReady() {
    return ready;
  }

  /** How often it was ready and then not. */
  public int timesUnready() {
    return timesUnready.get();
  }

  /** Each time that the container would have been restarted, by which probe and its last answer. */
  public List<String> restarts() {
    return restarts;
  }

  /** How often the liveness probe was answered, in whatever way. */
  public int rounds() {
    return rounds.get();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    http.shutdownNow();
  }

  /** One probe, with what it has answered in a row; used by one thread at a time. */
  private final class Worker {
    final String name;
    final Probe probe;
    private final URI uri;
    private final Duration timeout;
    private int successes;
    private int failures;
    private volatile String answer = "";

    Worker(String name, String url, Probe probe) {
      this.name = name;
      this.probe = Objects.requireNonNull(probe, name);
      this.uri = URI.create(url + probe.getHttpGet().getPath());
      this.timeout = Duration.ofMillis(millis(probe.getTimeoutSeconds(), 1));
    }

    void ask() {
      boolean good = false;
      try {
        var request = HttpRequest.newBuilder(uri).timeout(timeout).build();
        var response = http.send(request, HttpResponse.BodyHandlers.ofString());
        good = response.statusCode() >= 200 && response.statusCode() < 400;
        answer = response.statusCode() + " " + response.body();
      } catch (IOException e) {
        answer = e.toString();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      successes = good ? successes + 1 : 0;
      failures = good ? 0 : failures + 1;
    }

    boolean succeeded() {
      var threshold = probe.getSuccessThreshold();
      return successes >= (threshold == null ? 1 : threshold);
    }

    boolean failed() {
      var threshold = probe.getFailureThreshold();
      return failures >= (threshold == null ? 3 : threshold);
    }

    /** As for the container that would be new. */
    void reset() {
      successes = 0;
      failures = 0;
    }
  }
}
