package dev.weir.monitor;

import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * Keeps sightings of traces for a while, in bounded memory: the oldest go first. It does not matter
 * in which order they come, or from which replica. No call fails: trouble is a result.
 */
public interface Journal {
  /** Sightings of one trace that are kept at a time; further ones are counted, not kept. */
  int MOST_SIGHTINGS = 64;

  /** Keeps a batch of sightings; again, when it is not known whether it was kept, does no harm. */
  Uni<Appended> append(SightingBatch batch);

  /**
   * All that is known of some traces, in no order, each record once.
   *
   * @param ids hashes of ids of any kind: a trace's own, an event's, or another name of it; those
   *     that lead nowhere add nothing
   */
  Uni<Found> find(List<Long> ids);

  /** What became of a batch. */
  sealed interface Appended {
    /**
     * It is kept.
     *
     * @param sightings how many of it; less than all where a trace had enough
     */
    record Kept(int sightings) implements Appended {}

    /**
     * Whether it is kept is not known.
     *
     * @param detail why, in words
     */
    record Unavailable(String detail) implements Appended {}
  }

  /** What a look found. */
  sealed interface Found {
    /**
     * The answer.
     *
     * @param sightings empty when there are none
     * @param k one trace in 2^k was kept by the replica that kept the least of late
     */
    record Sightings(List<Sighting> sightings, int k) implements Found {
      /** Copies the list. */
      public Sightings {
        sightings = List.copyOf(sightings);
      }
    }

    /**
     * The store did not answer.
     *
     * @param detail why, in words
     */
    record Unavailable(String detail) implements Found {}
  }
}
