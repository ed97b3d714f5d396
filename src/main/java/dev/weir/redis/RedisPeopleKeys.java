package dev.weir.redis;

import static io.vertx.redis.client.Command.SET;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.weir.monitor.PeopleKeys;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Two keys for each stage: the last event as JSON, which expires, and the count as a number. */
final class RedisPeopleKeys implements PeopleKeys {
  /** How long something written for people stays if it is not written again. */
  static final Duration TTL = Duration.ofMinutes(5);

  private final RedisLine line;

  RedisPeopleKeys(RedisLine line) {
    this.line = line;
  }

  @Override
  public Uni<Void> publish(String namespace, List<StageSummary> stages) {
    List<Request> writes = new ArrayList<>(2 * stages.size());
    for (StageSummary stage : stages) {
      writes.add(
          Request.cmd(SET)
              .arg(RedisKeys.lastEvent(stage.stage(), namespace))
              .arg(last(stage))
              .arg("EX")
              .arg(TTL.toSeconds()));
      writes.add(
          Request.cmd(SET).arg(RedisKeys.count(stage.stage(), namespace)).arg(stage.count()));
    }
    return line.scatter(writes);
  }

  private static String last(StageSummary stage) {
    @Nullable String symbol = stage.key().isEmpty() ? null : stage.key();
    return JsonNodeFactory.instance
        .objectNode()
        .put("timestamp", stage.newest().toString())
        .put("symbol", symbol)
        .put("count", stage.count())
        .toString();
  }
}
