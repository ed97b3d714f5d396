package dev.weir.bench;

import dev.weir.stack.WeirProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * People and programs that ask Weir again and again, each for everything in turn, ten times a
 * second.
 */
final class Readers implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Pattern VIEW = Pattern.compile("\"at\":\"([^\"]+)\"");

  private final Map<String, List<Long>> nanos = new LinkedHashMap<>();
  private final Set<String> views = ConcurrentHashMap.newKeySet();
  private final List<Thread> threads = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private volatile boolean done;

  /** Starts so many. */
  Readers(WeirProcess weir, int count) {
    var uris = new LinkedHashMap<String, URI>();
    uris.put("/monitoring/pipeline", URI.create(weir.url() + "/monitoring/pipeline"));
    for (var path : List.of("/metrics", "/health/live", "/health/ready")) {
      uris.put(path, URI.create(weir.managementUrl() + path));
    }
    uris.keySet().forEach(path -> nanos.put(path, new ArrayList<>()));
    for (int reader = 0; reader < count; reader++) {
      threads.add(Thread.ofPlatform().name("bench-reader-" + reader).start(() -> read(uris)));
    }
  }

  private void read(Map<String, URI> uris) {
    while (!done) {
      uris.forEach(
          (path, uri) -> {
            long took = ask(uri);
            if (took >= 0) {
              synchronized (nanos) {
                nanos.getOrDefault(path, List.of()).add(took);
              }
            }
          });
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** How long it took; negative when there was no answer, as at the end. */
  private long ask(URI uri) {
    try {
      long began = System.nanoTime();
      var answer =
          http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      long took = System.nanoTime() - began;
      var view = VIEW.matcher(answer.body());
      if (view.find()) {
        views.add(view.group(1));
      }
      return answer.statusCode() == 200 ? took : -1;
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
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
    http.close();
  }
}
