package dev.weir.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.monitor.RegistrySettings;
import dev.weir.monitor.RegistrySettings.Access;
import dev.weir.registry.RegistryException.Outcome;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
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
  private final HttpClient client;
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
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.timeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(executor)
            .build();
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
        .handle(
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
            })
        .thenCompose(next -> next);
  }

  private CompletionStage<HttpResponse<byte[]>> ask(URI base, String path) {
    var address = base.toString();
    var request =
        HttpRequest.newBuilder(
                URI.create(
                    (address.endsWith("/") ? address.substring(0, address.length() - 1) : address)
                        + path))
            .timeout(settings.timeout())
            .header("Accept", "application/vnd.schemaregistry.v1+json, application/json, */*");
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    var answer =
        client.sendAsync(
            request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BODY_BYTES));
    // The request's own limit ends with the answer's head; this one is for the whole.
    CompletionStage<HttpResponse<byte[]>> bounded =
        answer.copy().orTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    bounded.whenComplete((_, _) -> answer.cancel(true));
    return bounded;
  }

  private @Nullable RegistryException problem(
      URI base, @Nullable HttpResponse<byte[]> response, @Nullable Throwable failure) {
    if (response == null) {
      var cause = failure instanceof CompletionException ? failure.getCause() : failure;
      boolean late = cause instanceof TimeoutException || cause instanceof HttpTimeoutException;
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
    return switch (response.statusCode()) {
      case 200 -> null;
      case 404 -> new RegistryException(Outcome.UNKNOWN, "is not known to the registry (404)");
      case 401, 403 ->
          new RegistryException(
              Outcome.REFUSED,
              "the registry at "
                  + base.getAuthority()
                  + " wants other credentials ("
                  + response.statusCode()
                  + ")");
      default ->
          new RegistryException(
              Outcome.FAILED,
              "the registry at " + base.getAuthority() + " answers " + response.statusCode());
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
