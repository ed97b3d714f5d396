package dev.weir.bench;

import dev.weir.stack.RedisServer;

/**
 * What a Redis server has done since its statistics were reset.
 *
 * @param commits calls of the script that writes a partition's state
 * @param commands all that clients sent
 * @param inputBytes what clients sent
 * @param outputBytes what it answered
 * @param nanos when, by the monotonic clock
 */
record RedisUse(long commits, long commands, long inputBytes, long outputBytes, long nanos) {

  /** Looks at a server; costs it two commands. */
  static RedisUse of(RedisServer redis) {
    var commands = redis.call("INFO", "commandstats");
    var stats = redis.call("INFO", "stats");
    return new RedisUse(
        calls(commands, "eval") + calls(commands, "evalsha"),
        field(stats, "total_commands_processed"),
        field(stats, "total_net_input_bytes"),
        field(stats, "total_net_output_bytes"),
        System.nanoTime());
  }

  /** What happened since an earlier look. */
  RedisUse since(RedisUse earlier) {
    return new RedisUse(
        commits - earlier.commits,
        commands - earlier.commands,
        inputBytes - earlier.inputBytes,
        outputBytes - earlier.outputBytes,
        nanos - earlier.nanos);
  }

  /** Of a difference: so many a second. */
  double perSecond(long count) {
    return count * 1e9 / nanos;
  }

  /** Of a difference: bytes that a commit takes, all else that is sent included. */
  double bytesPerCommit() {
    return commits == 0 ? 0 : (double) inputBytes / commits;
  }

  /** Memory that its data takes now. */
  static long memory(RedisServer redis) {
    return field(redis.call("INFO", "memory"), "used_memory");
  }

  /** Bytes of all values that are kept for partitions. */
  static long stateBytes(RedisServer redis) {
    var script =
        """
        local sum = 0
        for _, key in ipairs(redis.call('KEYS', 'weir:*:p:*')) do
          for _, value in ipairs(redis.call('HVALS', key)) do sum = sum + #value end
        end
        return sum
        """;
    return Long.parseLong(redis.call("EVAL", script, "0"));
  }

  private static long calls(String text, String command) {
    var prefix = "cmdstat_" + command + ":calls=";
    return text.lines()
        .filter(line -> line.startsWith(prefix))
        .mapToLong(line -> Long.parseLong(line.substring(prefix.length(), line.indexOf(','))))
        .sum();
  }

  private static long field(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name + ":"))
        .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1).strip()))
        .sum();
  }
}
