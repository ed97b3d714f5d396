package dev.weir.redis;

import static io.vertx.redis.client.Command.EVAL;

import dev.weir.monitor.Journal;
import dev.weir.monitor.JournalSettings;
import dev.weir.monitor.SightingBatch;
import dev.weir.monitor.SightingCodec;
import io.vertx.redis.client.Request;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * How the journal lies in Redis. It has {@value #PARTS} parts by age; a part ends when it has its
 * share of the traces, of their bytes, or of the time, and with the next one the oldest is removed
 * as a whole. Each part has a number of shards, to which traces go by their hash; each shard is a
 * list of sightings and a hash, which has {@code T} and a trace's hash for how often it was seen,
 * and {@code N} and a name's hash for the trace that it leads to.
 *
 * <p>Why: the keys of a trace with five sightings, each with a time to live and five keys for the
 * names of its events, would take twice as much as what they hold. A shard holds some 16 traces, so
 * that both of its values stay in Redis' compact encodings: a sighting costs its bytes and 5 more,
 * a name 22, and nothing is ever counted or removed one by one. To look a trace up, the shards of
 * all parts that have it are read, most often one.
 *
 * <p>One script call keeps a batch. Its keys are made from the one that it is given, whose hash tag
 * puts them on the same node of a cluster. The key itself is a small hash: {@code g} is the newest
 * part's number, {@code t} when it began by the server's clock, {@code n} and {@code b} are its
 * traces and bytes, {@code k} and {@code j} the largest k in it and in the one before.
 */
final class JournalScripts {
  /** Parts that are kept. */
  static final int PARTS = 8;

  private static final int TRACES_PER_SHARD = 16;
  private static final int MOST_SHARDS = 4_096;

  private static final String SHARD =
      """
      local function shard(key)
        local low, high = string.byte(key, 1, 2)
        return (low + 256 * high) % shards
      end
      """;

  private static final String APPEND =
      """
      local meta = KEYS[1]
      local k, ttl, span = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
      local parts, shards, traces = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
      local bytes, each = tonumber(ARGV[7]), tonumber(ARGV[8])
      """
          + SHARD
          + """
      local time = redis.call('TIME')
      local now = time[1] * 1000 + math.floor(time[2] / 1000)
      local state = redis.call('HMGET', meta, 'g', 't', 'n', 'b', 'k', 'j')
      local part, began = tonumber(state[1] or 0), tonumber(state[2] or 0)
      local n, b = tonumber(state[3] or 0), tonumber(state[4] or 0)
      local rate, former = tonumber(state[5] or 0), tonumber(state[6] or 0)
      local function turn()
        part, began, n, b, former, rate = part + 1, now, 0, 0, rate, k
        local oldest = meta .. ':' .. (part - parts) .. ':'
        for at = 0, shards - 1 do
          redis.call('UNLINK', oldest .. 'h' .. at, oldest .. 'l' .. at)
        end
      end
      local function expire(index)
        if redis.call('HLEN', index) == 1 then redis.call('PEXPIRE', index, ttl) end
      end
      local kept = 0
      for i = 9, #ARGV, 3 do
        if n >= traces or b >= bytes or now < began or now - began >= span then turn() end
        local trace, sighting, names = ARGV[i], ARGV[i + 1], ARGV[i + 2]
        local base = meta .. ':' .. part .. ':'
        local own = shard(trace)
        local index = base .. 'h' .. own
        local count = redis.call('HINCRBY', index, 'T' .. trace, 1)
        if count == 1 then
          n = n + 1
          expire(index)
        end
        if count <= each then
          kept = kept + 1
          b = b + #sighting + 3 * #names
          local list = base .. 'l' .. own
          if redis.call('RPUSH', list, sighting) == 1 then redis.call('PEXPIRE', list, ttl) end
          for at = 1, #names, 8 do
            local name = string.sub(names, at, at + 7)
            local other = base .. 'h' .. shard(name)
            if redis.call('HSET', other, 'N' .. name, trace) == 1 then expire(other) end
          end
        end
      end
      redis.call('HSET', meta, 'g', part, 't', began, 'n', n, 'b', b,
        'k', math.max(rate, k), 'j', former)
      return kept
      """;

  private static final String FIND =
      """
      local meta = KEYS[1]
      local parts, shards = tonumber(ARGV[1]), tonumber(ARGV[2])
      local from, to = tonumber(ARGV[3]), tonumber(ARGV[4])
      """
          + SHARD
          + """
      local state = redis.call('HMGET', meta, 'g', 'k', 'j')
      local newest = tonumber(state[1] or 0)
      local known, traces = {}, {}
      local function add(trace)
        if trace and not known[trace] then
          known[trace] = true
          traces[#traces + 1] = trace
        end
        return trace
      end
      for i = 5, #ARGV do
        add(ARGV[i])
        for part = newest, newest - parts + 1, -1 do
          local index = meta .. ':' .. part .. ':h' .. shard(ARGV[i])
          if add(redis.call('HGET', index, 'N' .. ARGV[i])) then break end
        end
      end
      local found = {math.max(tonumber(state[2] or 0), tonumber(state[3] or 0))}
      for _, trace in ipairs(traces) do
        local mark = string.sub(trace, from, to)
        for part = newest, newest - parts + 1, -1 do
          local base = meta .. ':' .. part .. ':'
          local own = shard(trace)
          if redis.call('HEXISTS', base .. 'h' .. own, 'T' .. trace) == 1 then
            for _, sighting in ipairs(redis.call('LRANGE', base .. 'l' .. own, 0, -1)) do
              if string.sub(sighting, 1, #mark) == mark then found[#found + 1] = sighting end
            end
          end
        end
      end
      return found
      """;

  private JournalScripts() {}

  /** Asks to keep a batch; the reply is how many of its sightings are kept. */
  static Request append(String key, JournalSettings settings, SightingBatch batch) {
    long spanMs = Math.max(settings.keep().toMillis() / PARTS, 1);
    int traces = settings.maxTraces() / PARTS;
    var request =
        Request.cmd(EVAL)
            .arg(APPEND)
            .arg(1)
            .arg(key)
            .arg(batch.k())
            // What is written when a part ends is kept as long as what it began with.
            .arg(settings.keep().toMillis() + spanMs)
            .arg(spanMs)
            .arg(PARTS)
            .arg(shards(settings))
            .arg(traces)
            .arg((long) traces * JournalSettings.BYTES_PER_TRACE)
            .arg(Journal.MOST_SIGHTINGS);
    for (var entry : batch.entries()) {
      request.arg(bytes(entry.trace())).arg(entry.sighting()).arg(bytes(entry.names()));
    }
    return request;
  }

  /** Asks for traces; the reply is the largest k of late, and then their sightings. */
  static Request find(String key, JournalSettings settings, List<Long> ids) {
    var request =
        Request.cmd(EVAL)
            .arg(FIND)
            .arg(1)
            .arg(key)
            .arg(PARTS)
            .arg(shards(settings))
            // Lua counts from 1.
            .arg(SightingCodec.MARK_OFFSET + 1)
            .arg(SightingCodec.MARK_OFFSET + SightingCodec.MARK_LENGTH);
    ids.forEach(id -> request.arg(bytes(id)));
    return request;
  }

  private static int shards(JournalSettings settings) {
    return Math.clamp(settings.maxTraces() / PARTS / TRACES_PER_SHARD, 1, MOST_SHARDS);
  }

  private static byte[] bytes(long... hashes) {
    var bytes = ByteBuffer.allocate(Long.BYTES * hashes.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long hash : hashes) {
      bytes.putLong(hash);
    }
    return bytes.array();
  }
}
