package dev.weir.flow;

import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import dev.weir.trace.Hash64;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a definition makes of a stage's state: which figures exist, and a fingerprint of the part of
 * the definition behind each group of them. A group whose fingerprint changes starts over; the
 * others go on.
 *
 * @param keyLimit keys with an entry of their own
 * @param measuresHop whether parent to child latency can be told: the stage has exactly one
 *     upstream
 * @param measuresOrigin whether records carry when their trace began
 * @param sides how the stage takes part in the accounts of hops
 * @param fingerprints one for each group
 */
public record StageShape(
    int keyLimit,
    boolean measuresHop,
    boolean measuresOrigin,
    List<SideShape> sides,
    Map<Group, Long> fingerprints) {

  /** Figures that are shaped by the same part of the definition. */
  public enum Group {
    /** Event times, rejections, rates. */
    FLOW,
    /** The key table. */
    KEYS,
    /** Latencies. */
    LATENCY,
    /** The accounts of hops. */
    LEDGER
  }

  /** Copies the collections. */
  public StageShape {
    sides = List.copyOf(sides);
    fingerprints = Map.copyOf(fingerprints);
  }

  /** The shape of a stage of a pipeline. */
  public static StageShape of(Pipeline pipeline, Stage stage, int keyLimit) {
    var fields = pipeline.fields();
    var upstream = stage.after().size() == 1 ? stage.after().getFirst().from() : "";
    var snowflake = fields.snowflakeEpoch() == null ? "" : "|" + fields.snowflakeEpoch();
    var time = fields.time() + snowflake;
    var fingerprints = new EnumMap<Group, Long>(Group.class);
    fingerprints.put(
        Group.FLOW, fingerprint(time + "|" + fields.trace() + "|" + fields.traceFormats()));
    fingerprints.put(Group.KEYS, fingerprint(time + "|" + fields.key() + "|" + keyLimit));
    fingerprints.put(
        Group.LATENCY,
        fingerprint(time + "|" + fields.parent() + "|" + fields.originTime() + "|" + upstream));
    var sides = SideShape.of(pipeline, stage);
    var shapes = sides.stream().map(side -> side.fingerprint(pipeline)).toList();
    var conditions = pipeline.conditionsAfter(stage.name());
    var ids =
        fields.id() + "|" + fields.parent() + "|" + fields.trace() + "|" + fields.traceFormats();
    fingerprints.put(
        Group.LEDGER,
        fingerprint(
            time + "|" + ids + "|" + fields.originTime() + "|" + shapes + "|" + conditions));
    return new StageShape(
        keyLimit, !upstream.isEmpty(), !fields.originTime().isEmpty(), sides, fingerprints);
  }

  private static long fingerprint(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Hash64.of(bytes, 0, bytes.length);
  }
}
