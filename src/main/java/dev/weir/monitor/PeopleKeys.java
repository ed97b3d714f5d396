package dev.weir.monitor;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;

/** Figures under names that people and other tools read. A failed {@link Uni} is not repeated. */
public interface PeopleKeys {

  /** Publishes the stages' last events and counts. */
  Uni<Void> publish(String namespace, List<StageSummary> stages);

  /**
   * One stage's summary.
   *
   * @param stage the stage
   * @param newest the newest event time
   * @param key the key of an event of that time; empty when events have no key
   * @param count events since Weir first began to read
   */
  record StageSummary(String stage, Instant newest, String key, long count) {}
}
