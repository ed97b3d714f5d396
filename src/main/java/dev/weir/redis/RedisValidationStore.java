package dev.weir.redis;

import static io.vertx.redis.client.Command.EVAL;
import static io.vertx.redis.client.Command.SET;
import static io.vertx.redis.client.Command.ZRANGE;

import dev.weir.monitor.ValidationStore;
import dev.weir.verdict.Validation;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The history is a sorted set by time, bounded in number and age; the last validation is a key for
 * people besides, written by a command of its own because a cluster may keep it elsewhere.
 */
final class RedisValidationStore implements ValidationStore {
  private static final String KEEP =
      """
      local newest = tonumber(redis.call('GET', KEYS[1]) or ARGV[1])
      if newest > tonumber(ARGV[1]) then return 0 end
      redis.call('SET', KEYS[1], ARGV[1])
      redis.call('ZADD', KEYS[2], ARGV[2], ARGV[3])
      redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', '(' .. ARGV[4])
      redis.call('ZREMRANGEBYRANK', KEYS[2], 0, -1 - ARGV[5])
      redis.call('PEXPIRE', KEYS[2], ARGV[6])
      return 1
      """;

  private final RedisLine line;
  private final RedisKeys keys;
  private final int limit;
  private final Duration age;

  /**
   * A history.
   *
   * @param limit validations kept at most
   * @param age how long one is kept, counted back from the one that is written
   */
  RedisValidationStore(RedisLine line, RedisKeys keys, int limit, Duration age) {
    this.line = line;
    this.keys = keys;
    this.limit = limit;
    this.age = age;
  }

  @Override
  public Uni<Boolean> keep(Validation validation, long token) {
    String json = ValidationJson.encode(validation);
    Instant at = validation.verdict().at();
    Request keep =
        Request.cmd(EVAL)
            .arg(KEEP)
            .arg(2)
            .arg(keys.validationToken())
            .arg(keys.validations())
            .arg(token)
            .arg(at.toEpochMilli())
            .arg(json)
            .arg(at.minus(age).toEpochMilli())
            .arg(limit)
            .arg(age.toMillis());
    return line.batch(List.of(keep))
        .map(replies -> Reply.number(replies.getFirst()) == 1)
        .flatMap(kept -> kept ? show(validation, json) : Uni.createFrom().item(false));
  }

  @Override
  public Uni<List<Validation>> since(Instant since, int limit) {
    if (limit < 1) {
      return Uni.createFrom().item(List.of());
    }
    Request newest =
        Request.cmd(ZRANGE)
            .arg(keys.validations())
            .arg("+inf")
            .arg(since.toEpochMilli())
            .arg("BYSCORE")
            .arg("REV")
            .arg("LIMIT")
            .arg(0)
            .arg(Math.min(limit, this.limit));
    return line.batch(List.of(newest))
        // Parsing thousands of entries would hold up the client's event loop.
        .emitOn(Infrastructure.getDefaultExecutor())
        .map(replies -> decode(Reply.present(replies.getFirst()), since));
  }

  private Uni<Boolean> show(Validation validation, String json) {
    Request last =
        Request.cmd(SET)
            .arg(RedisKeys.lastValidation(validation.namespace()))
            .arg(json)
            .arg("EX")
            .arg(RedisPeopleKeys.TTL.toSeconds());
    return line.batch(List.of(last)).replaceWith(true);
  }

  /** Entries of another version that cannot be read are left out: they must not hide the rest. */
  private static List<Validation> decode(Response entries, Instant since) {
    return entries.stream()
        .map(entry -> ValidationJson.decode(entry.toString()))
        .flatMap(Optional::stream)
        .filter(validation -> !validation.verdict().at().isBefore(since))
        .toList();
  }
}
