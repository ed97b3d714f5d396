package dev.weir.bench;

import dev.weir.stack.WeirProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * People and programs that ask Weir again and again, each for everything in turn, ten times a
 * second.
 */
final class Readers implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final List<String> PATHS =
      List.of("/monitoring/pipeline", "/metrics", "/health/live", "/health/ready");
  private static final Pattern VIEW = Pattern.compile("\"at\":\"([^\"]+)\"");

  private final Map<String, List<Long>> nanos = new LinkedHashMap<>();
  private final Set<String> views = ConcurrentHashMap.newKeySet();
  private final List<Thread> threads = new ArrayList<>();
  private final URI page;
  private final URI management;
  private volatile boolean done;
  private volatile @Nullable IOException failure;

  /** Starts so many. */
  Readers(WeirProcess weir, int count) {
    this.page = URI.create(weir.url());
    this.management = URI.create(weir.managementUrl());
    PATHS.forEach(path -> nanos.put(path, new ArrayList<>()));
    for (int reader = 0; reader < count; reader++) {
      threads.add(Thread.ofPlatform().name("bench-reader-" + reader).start(this::read));
    }
  }

  private void read() {
    try (var api = new PlainHttp(page);
        var operations = new PlainHttp(management)) {
      while (!done) {
        for (var path : PATHS) {
          ask(path.startsWith("/monitoring") ? api : operations, path);
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    } catch (IOException e) {
      failure = e;
    }
  }

  private void ask(PlainHttp http, String path) throws IOException {
    long began = System.nanoTime();
    var answer = http.get(path);
    long took = System.nanoTime() - began;
    if (answer.status() != 200) {
      throw new IOException(path + " answered " + answer.status());
    }
    var view = VIEW.matcher(answer.body());
    if (view.find()) {
      views.add(view.group(1));
    }
    synchronized (nanos) {
      nanos.getOrDefault(path, List.of()).add(took);
    }
  }

  /** How many views were seen. */
  int views() {
    return views.size();
  }

  /** By path. */
  Map<String, List<Long>> nanos() {
    synchronized (nanos) {
      var copy = new LinkedHashMap<String, List<Long>>();
      nanos.forEach((path, values) -> copy.put(path, values.stream().sorted().toList()));
      return copy;
    }
  }

  @Override
  public void close() {
    done = true;
    threads.forEach(
        thread -> {
          try {
            thread.join();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    if (failure != null) {
      throw new UncheckedIOException(failure);
    }
  }
}
