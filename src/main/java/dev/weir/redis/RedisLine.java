package dev.weir.redis;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Future;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The way to Redis: pipelines of commands, each with a time-out, few at a time. Every failure is a
 * {@link RedisUnavailable}; nothing blocks.
 *
 * <p>A call that timed out is not over: the client holds its commands until the server answers or
 * the connection breaks, and they may still take effect. Such calls keep their place among the few,
 * so a server that hangs costs a fixed amount of memory, and further calls fail at once.
 */
final class RedisLine {
  /**
   * Calls without an answer, at most. Below what the client's pool takes by default (6 connections
   * and 24 waiting), whose refusals would say less.
   */
  static final int CALLS = 16;

  /** Commands in one pipeline, at most; the client refuses more than 2,048 on a connection. */
  static final int COMMANDS = 500;

  private final Redis redis;
  private final Duration timeout;
  private final Semaphore free = new Semaphore(CALLS);

  RedisLine(Redis redis, Duration timeout) {
    this.redis = redis;
    this.timeout = timeout;
  }

  /** As {@link #batch(List, int)} with {@link #COMMANDS} at once. */
  Uni<List<@Nullable Response>> batch(List<Request> commands) {
    return batch(commands, COMMANDS);
  }

  /**
   * Sends commands in one write on one connection; more than {@code atOnce} of them in several
   * writes, each after the reply to the one before.
   *
   * @return one reply each, null for nil; fails if any reply is an error
   */
  Uni<List<@Nullable Response>> batch(List<Request> commands, int atOnce) {
    if (commands.size() <= atOnce) {
      return commands.isEmpty() ? Uni.createFrom().item(List.of()) : pipeline(commands);
    }
    List<List<Request>> parts = new ArrayList<>();
    for (int from = 0; from < commands.size(); from += atOnce) {
      parts.add(commands.subList(from, Math.min(commands.size(), from + atOnce)));
    }
    return Multi.createFrom()
        .iterable(parts)
        .onItem()
        .transformToUniAndConcatenate(this::pipeline)
        .collect()
        .in(ArrayList::new, List::addAll);
  }

  /**
   * Sends commands whose keys a cluster may keep on several nodes. The client refuses such a batch
   * before sending any of it; then they go one by one.
   */
  Uni<Void> scatter(List<Request> commands) {
    return batch(commands)
        .onFailure(RedisLine::crossesNodes)
        .recoverWithUni(() -> batch(commands, 1))
        .replaceWithVoid();
  }

  private static boolean crossesNodes(Throwable trouble) {
    return trouble instanceof RedisUnavailable unavailable && unavailable.crossesNodes();
  }

  private Uni<List<@Nullable Response>> pipeline(List<Request> commands) {
    return Uni.createFrom()
        .<List<@Nullable Response>>emitter(emitter -> start(commands, emitter))
        .ifNoItem()
        .after(timeout)
        .failWith(
            () -> new RedisUnavailable("Redis did not answer within " + timeout.toMillis() + " ms"))
        .onFailure()
        .transform(RedisUnavailable::of);
  }

  private void start(List<Request> commands, UniEmitter<? super List<@Nullable Response>> emitter) {
    if (!free.tryAcquire()) {
      emitter.fail(new RedisUnavailable("Redis has not answered " + CALLS + " earlier calls"));
      return;
    }
    // The place is given back by the client's own future, not by the Uni, which ends earlier when
    // it times out or is cancelled.
    send(commands)
        .onComplete(
            result -> {
              free.release();
              if (result.succeeded()) {
                emitter.complete(result.result());
              } else {
                emitter.fail(result.cause());
              }
            });
  }

  private Future<List<@Nullable Response>> send(List<Request> commands) {
    try {
      return redis.batch(commands);
    } catch (RuntimeException refused) {
      return Future.failedFuture(refused);
    }
  }
}
