package dev.weir.flow;

import dev.weir.ledger.IdWords;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All partitions of a pipeline as their owners last showed them, and the views of them. It keeps
 * what it has decoded and merged, so that a view costs what has changed since the one before, not
 * what there is. Not thread-safe; the views are.
 */
public final class PipelineMirror {
  private final Pipeline pipeline;
  private final int keyLimit;
  private final ViewBuilder builder;
  private final Map<PartitionId, Mirrored> partitions = new HashMap<>();
  private final Map<PartitionId, PartitionState> states = new HashMap<>();
  private final Map<String, StageKeys> keys = new HashMap<>();

  private record Mirrored(Stage stage, PartitionMirror mirror) {}

  /** A mirror that shows nothing yet. */
  public PipelineMirror(Pipeline pipeline, int keyLimit) {
    this.pipeline = pipeline;
    this.keyLimit = keyLimit;
    this.builder = new ViewBuilder(pipeline, keyLimit);
    pipeline.stages().forEach(stage -> keys.put(stage.name(), new StageKeys(keyLimit)));
  }

  /**
   * Takes a partition's newest snapshot.
   *
   * @return why it cannot be read, in words, or null; then the partition is in no view
   */
  public @Nullable String update(PartitionId id, long nextOffset, Map<String, byte[]> sections) {
    var mirrored = partitions.get(id);
    if (mirrored == null) {
      var stage = pipeline.stageOf(id.topic());
      if (stage.isEmpty()) {
        return null;
      }
      var shape = StageShape.of(pipeline, stage.get(), keyLimit);
      mirrored = new Mirrored(stage.get(), new PartitionMirror(id, shape));
      partitions.put(id, mirrored);
    }
    var mirror = mirrored.mirror();
    boolean wasShown = mirror.state() != null;
    String trouble = null;
    try {
      if (mirror.update(nextOffset, sections) == PartitionMirror.Update.CONTINUED) {
        return null;
      }
    } catch (PartitionMirror.Unreadable e) {
      trouble = e.getMessage();
    }
    if (wasShown) {
      keysOf(mirrored.stage()).mergeAnew();
    }
    var state = mirror.state();
    if (state == null) {
      states.remove(id);
    } else {
      states.put(id, state);
    }
    return trouble;
  }

  /** Forgets all other partitions. */
  public void retain(Set<PartitionId> ids) {
    partitions
        .entrySet()
        .removeIf(
            known -> {
              boolean gone = !ids.contains(known.getKey());
              if (gone && states.remove(known.getKey()) != null) {
                keysOf(known.getValue().stage()).mergeAnew();
              }
              return gone;
            });
  }

  /** The states that can be read, without their keys; they change with the next update. */
  public Map<PartitionId, PartitionState> states() {
    return states;
  }

  /** Whether this replica closes the accounts of hops whose time is over; it does at first. */
  public void closes(boolean closes) {
    builder.closes(closes);
  }

  /**
   * What is to be asked of the logs, to tell where the records are that are lost or too many.
   *
   * @param most questions for each hop at most
   */
  public List<Question> questions(int most) {
    return builder.questions(most);
  }

  /** Takes what the logs say. */
  public void answer(Question question, Map<IdWords, LogFinding> found) {
    builder.answer(question, found);
  }

  /** What is to be kept of the accounts of hops. */
  public byte[] accounts() {
    return builder.accounts();
  }

  /**
   * Takes what was kept of the accounts of hops.
   *
   * @return why it cannot be read, in words, or null
   */
  public @Nullable String adoptAccounts(byte[] kept) {
    return builder.adoptAccounts(kept);
  }

  /** Up to where whole traces were delivered that are in the accounts. */
  public String joinedUpTo() {
    return builder.joinedUpTo();
  }

  /**
   * Takes what a replica delivered of whole traces, see {@link JoinedHops#delivery}.
   *
   * @param position where it is in the line of deliveries
   * @return why it cannot be read, in words, or null
   */
  public @Nullable String join(String position, byte[] delivery) {
    return builder.join(position, delivery);
  }

  /** Records from this time on were read; from 1970 on, unless another time is said. */
  public void origin(Instant origin) {
    builder.origin(origin);
  }

  /** A view of them all; the parameters are those of {@link ViewBuilder#build}. */
  public ViewBuilder.Merged view(
      Map<PartitionId, Arrival> arrivals,
      Map<String, Reading> readings,
      ObserverView observer,
      Instant now) {
    var byStage = new LinkedHashMap<String, List<PartitionState>>();
    var parts = new HashMap<String, List<StageKeys.Part>>();
    for (var partition : partitions.values()) {
      var state = partition.mirror().state();
      if (state != null) {
        var stage = partition.stage().name();
        byStage.computeIfAbsent(stage, _ -> new ArrayList<>()).add(state);
        long arrived = Micros.of(ViewBuilder.arrived(arrivals.get(state.id()), now));
        parts
            .computeIfAbsent(stage, _ -> new ArrayList<>())
            .add(new StageKeys.Part(partition.mirror().keys(), arrived));
      }
    }
    return builder.build(
        byStage,
        (stage, apart) ->
            keysOf(stage).merge(parts.getOrDefault(stage.name(), List.of()), apart, Micros.of(now)),
        arrivals,
        readings,
        observer,
        now);
  }

  private StageKeys keysOf(Stage stage) {
    return keys.computeIfAbsent(stage.name(), _ -> new StageKeys(keyLimit));
  }
}
