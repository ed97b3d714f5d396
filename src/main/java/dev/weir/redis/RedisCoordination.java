package dev.weir.redis;

import static io.vertx.redis.client.Command.EVAL;
import static io.vertx.redis.client.Command.GET;
import static io.vertx.redis.client.Command.HGET;
import static io.vertx.redis.client.Command.SET;
import static io.vertx.redis.client.Command.XADD;
import static io.vertx.redis.client.Command.XRANGE;
import static io.vertx.redis.client.Command.ZADD;
import static io.vertx.redis.client.Command.ZCARD;
import static io.vertx.redis.client.Command.ZREMRANGEBYSCORE;

import dev.weir.monitor.Coordination;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The lease is a key that expires; the token is a counter that each new holder raises. */
final class RedisCoordination implements Coordination {
  private static final String LEASE =
      """
      local holder = redis.call('GET', KEYS[1])
      if not holder then
        local token = redis.call('INCR', KEYS[2])
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        return {1, token}
      end
      local token = tonumber(redis.call('GET', KEYS[2]) or 0)
      if holder ~= ARGV[1] then return {0, token} end
      redis.call('PEXPIRE', KEYS[1], ARGV[2])
      return {1, token}
      """;

  private static final String RELEASE =
      """
      if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
      return 0
      """;

  private static final String KEEP =
      """
      local token = tonumber(redis.call('HGET', KEYS[1], 't') or 0)
      if token > tonumber(ARGV[1]) then return 0 end
      redis.call('HSET', KEYS[1], 't', ARGV[1], 'a', ARGV[2])
      return 1
      """;

  private static final int MOST_DELIVERIES = 256;

  private final RedisLine line;
  private final RedisKeys keys;

  RedisCoordination(RedisLine line, RedisKeys keys) {
    this.line = line;
    this.keys = keys;
  }

  @Override
  public Uni<Lease> lease(String replica, Duration ttl) {
    Request lease =
        Request.cmd(EVAL)
            .arg(LEASE)
            .arg(2)
            .arg(keys.lease())
            .arg(keys.leaseToken())
            .arg(replica)
            .arg(ttl.toMillis());
    return line.batch(List.of(lease))
        .map(replies -> Reply.present(replies.getFirst()))
        .map(reply -> new Lease(Reply.number(reply.get(0)) == 1, Reply.number(reply.get(1))));
  }

  @Override
  public Uni<Void> release(String replica) {
    Request release = Request.cmd(EVAL).arg(RELEASE).arg(1).arg(keys.lease()).arg(replica);
    return line.batch(List.of(release)).replaceWithVoid();
  }

  @Override
  public Uni<Integer> heartbeat(String replica, Instant now, Duration ttl) {
    String key = keys.replicas();
    long oldest = now.minus(ttl).toEpochMilli();
    // Of a time that is still to come: a clock was set back since.
    long newest = now.plus(ttl).toEpochMilli();
    return line.batch(
            List.of(
                Request.cmd(ZADD).arg(key).arg(now.toEpochMilli()).arg(replica),
                Request.cmd(ZREMRANGEBYSCORE).arg(key).arg("-inf").arg("(" + oldest),
                Request.cmd(ZREMRANGEBYSCORE).arg(key).arg("(" + newest).arg("+inf"),
                Request.cmd(ZCARD).arg(key)))
        .map(replies -> Math.toIntExact(Reply.number(replies.getLast())));
  }

  @Override
  public Uni<Instant> origin(Instant candidate) {
    String key = keys.origin();
    return line.batch(
            List.of(
                Request.cmd(SET).arg(key).arg(candidate.toString()).arg("NX"),
                Request.cmd(GET).arg(key)))
        .map(replies -> instant(Reply.present(replies.getLast())));
  }

  @Override
  public Uni<Optional<byte[]>> accounts() {
    return line.batch(List.of(Request.cmd(HGET).arg(keys.accounts()).arg("a")))
        .map(replies -> Optional.ofNullable(replies.getFirst()).map(Response::toBytes));
  }

  @Override
  public Uni<Boolean> keepAccounts(byte[] kept, long token) {
    Request keep = Request.cmd(EVAL).arg(KEEP).arg(1).arg(keys.accounts()).arg(token).arg(kept);
    return line.batch(List.of(keep)).map(replies -> Reply.number(replies.getFirst()) == 1);
  }

  @Override
  public Uni<Void> deliver(byte[] content) {
    Request add =
        Request.cmd(XADD)
            .arg(keys.deliveries())
            .arg("MAXLEN")
            .arg("~")
            .arg(MOST_DELIVERIES)
            .arg("*")
            .arg("d")
            .arg(content);
    return line.batch(List.of(add)).replaceWithVoid();
  }

  @Override
  public Uni<List<Delivered>> delivered(String after, int most) {
    Request range =
        Request.cmd(XRANGE).arg(keys.deliveries()).arg("(" + after).arg("+").arg("COUNT").arg(most);
    return line.batch(List.of(range))
        .map(replies -> Reply.present(replies.getFirst()).stream().map(this::delivery).toList());
  }

  private Delivered delivery(Response entry) {
    return new Delivered(entry.get(0).toString(), entry.get(1).get(1).toBytes());
  }

  private static Instant instant(Response reply) {
    try {
      return Instant.parse(reply.toString());
    } catch (DateTimeException malformed) {
      throw new RedisUnavailable(
          "Redis holds '"
              + RedisUnavailable.clean(reply.toString())
              + "' where the first start's instant should be");
    }
  }
}
