package dev.weir.redis;

import static io.vertx.redis.client.Command.EVAL;
import static io.vertx.redis.client.Command.EVALSHA;
import static io.vertx.redis.client.Command.HGET;
import static io.vertx.redis.client.Command.HGETALL;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.monitor.SnapshotStore;
import dev.weir.monitor.SnapshotStore.Commit;
import dev.weir.monitor.SnapshotStore.CommitResult;
import dev.weir.monitor.SnapshotStore.Snapshot;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a snapshot lies in Redis: a hash with the offset in field {@code o}, as decimal text, and
 * each section's bytes in field {@code s:NAME}.
 */
final class SnapshotHash {
  private static final String OFFSET = "o";
  private static final String SECTION = "s:";

  /**
   * Offsets are compared as text: Lua's numbers lose digits past 2^53. Everything is written before
   * anything is removed, so that a server out of memory refuses the whole. Errors are caught and
   * returned, or one of them would cost the replies of its whole pipeline.
   */
  private static final String SWAP =
      """
      local stored = redis.pcall('HGET', KEYS[1], 'o')
      if type(stored) == 'table' then return {2, stored.err} end
      if not stored then stored = '-1' end
      if stored ~= ARGV[1] then return {0, stored} end
      local written = redis.pcall('HSET', KEYS[1], 'o', ARGV[2], unpack(ARGV, 4))
      if type(written) == 'table' then return {2, written.err} end
      if ARGV[3] == '1' then
        local keep = {o = true}
        for i = 4, #ARGV, 2 do keep[ARGV[i]] = true end
        for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
          if not keep[field] then redis.call('HDEL', KEYS[1], field) end
        end
      end
      return {1, ARGV[2]}
      """;

  private static final String SWAP_SHA = sha1(SWAP);

  private SnapshotHash() {}

  private static String sha1(String script) {
    try {
      var digest = MessageDigest.getInstance("SHA-1").digest(script.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  /**
   * Asks for the compare-and-set; {@link #result} reads the reply.
   *
   * @param first whether it begins a write: then the script's text goes along, since the server may
   *     have forgotten it in a restart, and those that follow in the same write only name it
   */
  static Request swap(String key, Commit commit, boolean first) {
    Request request =
        (first ? Request.cmd(EVAL).arg(SWAP) : Request.cmd(EVALSHA).arg(SWAP_SHA))
            .arg(1)
            .arg(key)
            .arg(commit.expectedOffset())
            .arg(commit.offset())
            .arg(commit.whole() ? "1" : "0");
    commit.sections().forEach((name, bytes) -> request.arg(SECTION + name).arg(bytes));
    return request;
  }

  /** Asks for the offset; {@link #offset} reads the reply. */
  static Request readOffset(String key) {
    return Request.cmd(HGET).arg(key).arg(OFFSET);
  }

  /** Asks for everything; {@link #snapshot} reads the reply. */
  static Request readAll(String key) {
    return Request.cmd(HGETALL).arg(key);
  }

  static CommitResult result(Commit commit, @Nullable Response answer) {
    Response reply = Reply.present(answer);
    Response value = Reply.present(reply.get(1));
    return switch (Math.toIntExact(Reply.number(reply.get(0)))) {
      case 0 -> refused(commit.expectedOffset(), Reply.number(value));
      case 1 -> new CommitResult.Committed();
      default -> new CommitResult.Unavailable(RedisUnavailable.clean(value.toString()));
    };
  }

  /** The stored offset, or {@link SnapshotStore#ABSENT}. */
  static long offset(@Nullable Response reply) {
    return reply == null ? SnapshotStore.ABSENT : Reply.number(reply);
  }

  /** The stored snapshot, or null if there is none. */
  static @Nullable Snapshot snapshot(@Nullable Response answer) {
    Response reply = Reply.present(answer);
    Response offset = reply.get(OFFSET);
    if (offset == null) {
      return null;
    }
    Map<String, byte[]> sections = new HashMap<>();
    for (String field : reply.getKeys()) {
      if (field.startsWith(SECTION)) {
        sections.put(field.substring(SECTION.length()), Reply.present(reply.get(field)).toBytes());
      }
    }
    return new Snapshot(Reply.number(offset), sections);
  }

  private static CommitResult refused(long expected, long stored) {
    return stored > expected
        ? new CommitResult.Superseded(stored)
        : new CommitResult.Rewound(stored);
  }
}
