package dev.weir.monitor;

import dev.weir.pipeline.Pipeline;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Everything under {@code weir.*}, checked.
 *
 * @param pipeline the definition
 * @param store where state is kept
 * @param start where reading begins when nothing is stored
 * @param ingestThreads poll threads, from 1
 * @param commitInterval how often each partition's state is written
 * @param validationInterval how often the leader keeps a verdict
 * @param keyLimit keys counted one by one per stage; the rest share the overflow entry
 * @param maxBodyBytes bodies larger than this are not parsed
 * @param behindAfter from this time lag of our own reading on, nothing is said of a stage
 * @param schemaRegistry where the schemas of bodies are; null when there is none
 * @param journal which sightings are kept
 * @param traces which traces become spans
 */
public record Settings(
    Pipeline pipeline,
    StoreKind store,
    Start start,
    int ingestThreads,
    Duration commitInterval,
    Duration validationInterval,
    int keyLimit,
    int maxBodyBytes,
    Duration behindAfter,
    @Nullable RegistrySettings schemaRegistry,
    JournalSettings journal,
    TraceSettings traces) {

  /** Settings without a schema registry, and with the usual journal and traces. */
  public Settings(
      Pipeline pipeline,
      StoreKind store,
      Start start,
      int ingestThreads,
      Duration commitInterval,
      Duration validationInterval,
      int keyLimit,
      int maxBodyBytes,
      Duration behindAfter) {
    this(
        pipeline,
        store,
        start,
        ingestThreads,
        commitInterval,
        validationInterval,
        keyLimit,
        maxBodyBytes,
        behindAfter,
        null,
        JournalSettings.defaults(store),
        TraceSettings.DEFAULT);
  }

  /** Where state is kept. */
  public enum StoreKind {
    /** In this process; a restart reads its window again. */
    MEMORY,
    /** In Redis, shared by replicas. */
    REDIS
  }

  /** Where reading begins when nothing is stored. */
  public sealed interface Start {
    /** At the beginning of each log. */
    record Earliest() implements Start {}

    /** With what is written from the first start on. */
    record Latest() implements Start {}

    /**
     * This long before the first start.
     *
     * @param duration positive
     */
    record Back(Duration duration) implements Start {}
  }
}
