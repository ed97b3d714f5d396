package dev.weir.redis;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Single questions that are sent together: one call at a time, and with it those that have come
 * since the one before was sent. So however many people ask, they leave the few calls that may be
 * on their way to those that keep the state. Thread-safe.
 */
final class LookUps {
  /** Questions in one call; their answers may be large. */
  static final int AT_ONCE = 32;

  /** Questions that wait, at most. */
  static final int MOST_WAITING = 512;

  private final RedisLine line;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private boolean sending;

  private record Waiting(Request question, UniEmitter<? super Response> answer) {}

  LookUps(RedisLine line) {
    this.line = line;
  }

  /** The reply, which cannot be nil; fails with a {@link RedisUnavailable}. */
  Uni<Response> ask(Request question) {
    return Uni.createFrom().emitter(emitter -> add(new Waiting(question, emitter)));
  }

  private void add(Waiting asked) {
    boolean fits;
    synchronized (this) {
      fits = waiting.size() < MOST_WAITING;
      if (fits) {
        waiting.add(asked);
      }
    }
    if (fits) {
      send();
    } else {
      asked.answer.fail(new RedisUnavailable(MOST_WAITING + " earlier questions wait for Redis"));
    }
  }

  private void send() {
    var next = next();
    if (!next.isEmpty()) {
      line.batch(next.stream().map(Waiting::question).toList())
          .subscribe()
          .with(replies -> answer(next, replies), trouble -> fail(next, trouble));
    }
  }

  private synchronized List<Waiting> next() {
    var next = new ArrayList<Waiting>();
    while (!sending && next.size() < AT_ONCE && !waiting.isEmpty()) {
      next.add(waiting.remove());
    }
    sending |= !next.isEmpty();
    return next;
  }

  private void answer(List<Waiting> asked, List<? extends @Nullable Response> replies) {
    synchronized (this) {
      sending = false;
    }
    send();
    for (int at = 0; at < asked.size(); at++) {
      var reply = replies.get(at);
      if (reply == null) {
        asked.get(at).answer.fail(new RedisUnavailable("Redis answered nil to a look-up"));
      } else {
        asked.get(at).answer.complete(reply);
      }
    }
  }

  /** Those that wait would only find out the same, later. */
  private void fail(List<Waiting> asked, Throwable trouble) {
    var all = new ArrayList<>(asked);
    synchronized (this) {
      all.addAll(waiting);
      waiting.clear();
      sending = false;
    }
    all.forEach(one -> one.answer.fail(trouble));
  }
}
