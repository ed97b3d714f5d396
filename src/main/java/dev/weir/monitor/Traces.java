package dev.weir.monitor;

import io.smallrye.mutiny.Uni;

/** What may be asked of the journal. */
public interface Traces {

  /**
   * Everything that is known of a trace. Never fails: trouble is an answer.
   *
   * @param id its trace id in any notation, or the id of one of its events, or another name of it
   *     such as a correlation id
   */
  Uni<Answer> trace(String id);

  /** What this process has counted for the journal. */
  JournalQueue.Tally journal();

  /** What a look-up found. */
  sealed interface Answer {
    /** The trace. */
    record Found(TracePath path) implements Answer {}

    /** Nothing: what there is of it would have been kept. */
    record Unknown() implements Answer {}

    /**
     * Nothing, and nothing could have been kept.
     *
     * @param k one trace in 2^k is kept, and this one is not among them
     */
    record NotSampled(int k) implements Answer {}

    /** Sightings are not kept. */
    record Off() implements Answer {}

    /**
     * The store did not answer.
     *
     * @param detail why, in words
     */
    record Unavailable(String detail) implements Answer {}
  }
}
