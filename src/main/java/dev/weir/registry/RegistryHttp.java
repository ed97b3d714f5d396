package dev.weir.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.monitor.RegistrySettings;
import dev.weir.monitor.RegistrySettings.Access;
import dev.weir.registry.RegistryException.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Requests to a registry at one of several addresses: beginning with the one that answered last,
 * and going on to the next when one does not. A few requests run at a time, the others queue; each
 * is bounded in time and size. Redirects are not followed, so that credentials stay where they
 * belong. Thread-safe; nothing waits.
 */
final class RegistryHttp {
  private static final int MAX_RUNNING = 4;
  private static final int MAX_BODY_BYTES = 1 << 20;

  private final RegistrySettings settings;
  private final Executor executor;
  private final @Nullable String authorization;
  private final Queue<Runnable> queue = new ArrayDeque<>();
  private int running;
  private volatile int current;

  /**
   * A client.
   *
   * @param executor runs what follows an answer
   */
  RegistryHttp(RegistrySettings settings, Executor executor) {
    this.settings = settings;
    this.executor = executor;
    this.authorization =
        switch (settings.access()) {
          case Access.Open() -> null;
          case Access.Basic(var username, var password) ->
              "Basic "
                  + Base64.getEncoder().encodeToString((username + ":" + password).getBytes(UTF_8));
          case Access.Bearer(var token) -> "Bearer " + token;
        };
  }

  /**
   * Gets what is at a path below the registry's address.
   *
   * @return its bytes; fails with a {@link RegistryException}
   */
  CompletionStage<byte[]> get(String path) {
    return limited(() -> get(path, current, settings.urls().size()));
  }

  private CompletionStage<byte[]> get(String path, int at, int attempts) {
    var base = settings.urls().get(at);
    return ask(base, path)
        .handleAsync(
            (response, failure) -> {
              var problem = problem(base, response, failure);
              if (response != null && problem == null) {
                current = at;
                return CompletableFuture.completedStage(response.body());
              }
              boolean elsewhere =
                  problem != null && problem.outcome == Outcome.FAILED && attempts > 1;
              return elsewhere
                  ? get(path, (at + 1) % settings.urls().size(), attempts - 1)
                  : CompletableFuture.<byte[]>failedStage(problem);
            },
            executor)
        .thenCompose(next -> next);
  }

  /** What a registry answered. */
  // Read once, right after it came.
  @SuppressWarnings("ArrayRecordComponent")
  private record Answer(int status, byte[] body) {}

  private CompletionStage<Answer> ask(URI base, String path) {
    var root = base.toString();
    var address =
        URI.create((root.endsWith("/") ? root.substring(0, root.length() - 1) : root) + path);
    var connection = connection(address);
    return CompletableFuture.supplyAsync(
            () -> {
              try {
                return exchange(connection);
              } catch (IOException e) {
                throw new CompletionException(e);
              }
            },
            task -> Thread.ofVirtual().name("weir-registry").start(task))
        .orTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** One that is not open yet. Each of its steps has the time that the whole has. */
  private HttpURLConnection connection(URI address) {
    try {
      var connection = (HttpURLConnection) address.toURL().openConnection();
      connection.setConnectTimeout((int) settings.timeout().toMillis());
      connection.setReadTimeout((int) settings.timeout().toMillis());
      connection.setInstanceFollowRedirects(false);
      connection.setRequestProperty(
          "Accept", "application/vnd.schemaregistry.v1+json, application/json, */*");
      if (authorization != null) {
        connection.setRequestProperty("Authorization", authorization);
      }
      return connection;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Answer exchange(HttpURLConnection connection) throws IOException {
    long end = System.nanoTime() + settings.timeout().toNanos();
    int status = connection.getResponseCode();
    if (status != HttpURLConnection.HTTP_OK) {
      connection.disconnect();
      return new Answer(status, new byte[0]);
    }
    try (var in = connection.getInputStream()) {
      var body = new ByteArrayOutputStream();
      var part = new byte[8 << 10];
      for (int read = in.read(part); read >= 0; read = in.read(part)) {
        body.write(part, 0, read);
        if (body.size() > MAX_BODY_BYTES || System.nanoTime() > end) {
          connection.disconnect();
          throw new IOException("an answer that is too large, or takes too long");
        }
      }
      return new Answer(status, body.toByteArray());
    }
  }

  private @Nullable RegistryException problem(
      URI base, @Nullable Answer response, @Nullable Throwable failure) {
    if (response == null) {
      var cause = failure instanceof CompletionException ? failure.getCause() : failure;
      boolean late = cause instanceof TimeoutException || cause instanceof SocketTimeoutException;
      return new RegistryException(
          Outcome.FAILED,
          "the registry at "
              + base.getAuthority()
              + (late
                  ? " does not answer within " + settings.timeout().toMillis() + " ms"
                  : " does not answer ("
                      + (cause == null ? "" : cause.getClass().getSimpleName())
                      + ")"));
    }
    return switch (response.status()) {
      case 200 -> null;
      case 404 -> new RegistryException(Outcome.UNKNOWN, "is not known to the registry (404)");
      case 401, 403 ->
          new RegistryException(
              Outcome.REFUSED,
              "the registry at "
                  + base.getAuthority()
                  + " wants other credentials ("
                  + response.status()
                  + ")");
      default ->
          new RegistryException(
              Outcome.FAILED,
              "the registry at " + base.getAuthority() + " answers " + response.status());
    };
  }

  private CompletionStage<byte[]> limited(Supplier<CompletionStage<byte[]>> request) {
    var result = new CompletableFuture<byte[]>();
    Runnable task =
        () ->
            begun(request)
                .whenComplete(
                    (body, failure) -> {
                      next();
                      if (failure == null) {
                        result.complete(body);
                      } else {
                        result.completeExceptionally(failure);
                      }
                    });
    synchronized (queue) {
      if (running >= MAX_RUNNING) {
        queue.add(task);
        return result;
      }
      running++;
    }
    task.run();
    return result;
  }

  /** A request that cannot even be made has an answer too, or its place would be taken for good. */
  private static CompletionStage<byte[]> begun(Supplier<CompletionStage<byte[]>> request) {
    try {
      return request.get();
    } catch (RuntimeException e) {
      // Its message may quote the credentials.
      return CompletableFuture.failedStage(
          new RegistryException(
              Outcome.FAILED, "no request can be made (" + e.getClass().getSimpleName() + ")"));
    }
  }

  private void next() {
    Runnable task;
    synchronized (queue) {
      task = queue.poll();
      if (task == null) {
        running--;
        return;
      }
    }
    task.run();
  }
}
