package dev.weir.bench.peers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What every peer is told, in this order on its command line.
 *
 * @param how {@code one-by-one}, {@code pipelined} or {@code batched}, for those that write to
 *     Redis
 * @param bootstrap the broker
 * @param redisPort on the loopback address
 * @param topic what to read
 * @param group a consumer group that nobody else has used
 * @param warmUp how long to run before
 * @param measured over how long the rate is taken
 * @param result the file that gets {@code records nanoseconds}
 */
public record Arguments(
    String how,
    String bootstrap,
    int redisPort,
    String topic,
    String group,
    Duration warmUp,
    Duration measured,
    Path result) {

  /** From a command line. */
  static Arguments of(String[] words) {
    return new Arguments(
        words[0],
        words[1],
        Integer.parseInt(words[2]),
        words[3],
        words[4],
        Duration.ofMillis(Long.parseLong(words[5])),
        Duration.ofMillis(Long.parseLong(words[6])),
        Path.of(words[7]));
  }

  /** As a command line. */
  public List<String> words() {
    return List.of(
        how,
        bootstrap,
        String.valueOf(redisPort),
        topic,
        group,
        String.valueOf(warmUp.toMillis()),
        String.valueOf(measured.toMillis()),
        result.toString());
  }

  /** What a peer counts with. */
  SteadyRate rate() {
    return new SteadyRate(warmUp, measured, result);
  }
}
