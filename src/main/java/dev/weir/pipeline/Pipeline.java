package dev.weir.pipeline;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A pipeline's definition: a directed acyclic graph of stages.
 *
 * @param namespace the deployment that is watched, such as {@code paper} or {@code live}
 * @param name the pipeline's name
 * @param fields where the fields of an event come from
 * @param stages in topological order: every stage comes after those it depends on
 * @param groups the consumer groups that are watched beside the stages
 */
public record Pipeline(
    String namespace,
    String name,
    FieldSources fields,
    List<Stage> stages,
    List<GroupRule> groups) {

  /** The most hops with a condition that may begin at one stage. */
  public static final int MAX_CONDITIONS = Long.SIZE;

  /** Copies the stages and the groups. */
  public Pipeline {
    stages = List.copyOf(stages);
    groups = List.copyOf(groups);
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("a pipeline needs at least one stage");
    }
  }

  /** A pipeline that watches no consumer groups. */
  public Pipeline(String namespace, String name, FieldSources fields, List<Stage> stages) {
    this(namespace, name, fields, stages, List.of());
  }

  /** The stage that writes the topic, if any does. */
  public Optional<Stage> stageOf(String topic) {
    return stages.stream().filter(stage -> stage.writes(topic)).findFirst();
  }

  /** The stage of this name, if there is one. */
  public Optional<Stage> stage(String name) {
    return stages.stream().filter(stage -> stage.name().equals(name)).findFirst();
  }

  /**
   * The conditions of the hops that begin at a stage, in the order of {@link #hops}; hops without
   * one are left out. At most {@value #MAX_CONDITIONS}, for {@link StageEvent#conditions} has a bit
   * for each.
   */
  public List<Condition> conditionsAfter(String stage) {
    return hops().stream()
        .filter(hop -> hop.from().equals(stage))
        .map(Hop::where)
        .flatMap(Stream::ofNullable)
        .limit(MAX_CONDITIONS)
        .toList();
  }

  /**
   * The bit of {@link StageEvent#conditions} that tells of an event of the hop's first stage
   * whether the hop's condition holds: its position among {@link #conditionsAfter}. 0 without a
   * condition.
   */
  public long conditionBit(Hop hop) {
    if (hop.where() == null) {
      return 0;
    }
    long before =
        hops().stream()
            .takeWhile(other -> !other.equals(hop))
            .filter(other -> other.from().equals(hop.from()) && other.where() != null)
            .count();
    return before < MAX_CONDITIONS ? 1L << before : 0;
  }

  /** The accounts of the hops of which every parent is expected to have a child. */
  public List<Account> accounts() {
    return Account.of(hops());
  }

  /** All hops, in the order of the stages they end in. */
  public List<Hop> hops() {
    return stages.stream().flatMap(stage -> stage.after().stream()).toList();
  }
}
