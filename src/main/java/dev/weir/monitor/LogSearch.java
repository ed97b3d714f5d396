package dev.weir.monitor;

import dev.weir.flow.PartitionId;
import dev.weir.ledger.IdWords;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Finds records of the pipeline in the logs by their ids: accounts name the ids of what is lost or
 * too many, and know neither where its records are nor what else they say.
 */
public interface LogSearch {
  /** The most ids of a request. */
  int MAX_IDS = 10_000;

  /** The most records that are told of an id. */
  int MAX_HITS = 16;

  /**
   * Looks for records; returns at once, and whoever goes on from the answer must not block, either:
   * it comes on the thread that searches.
   *
   * <p>A log's times are not strictly in order. The records of a partition are looked at from the
   * first one of {@link Request#from} or later up to the log's end as it is when the search begins,
   * or until 1,000 records in a row were later than {@link Request#to}, or 10 in a row by more than
   * 5 s. A record that stands behind so many later ones is not found.
   *
   * @return fails with an {@link UnavailableException} when too many requests are waiting, the
   *     brokers do not answer in time, or the process ends; with an {@link
   *     IllegalArgumentException} when the pipeline has no such stage
   */
  CompletionStage<Answer> search(Request request);

  /** By which field of a record it is looked for. */
  enum By {
    /** Its own id. */
    ID,
    /** The id of its parent. */
    PARENT,
    /** The id of its trace. */
    TRACE
  }

  /**
   * What is looked for, and where.
   *
   * @param stage the stage that wrote the records
   * @param by the field that has the id
   * @param from the oldest record time
   * @param to the newest record time, itself included; not before {@code from}
   * @param ids from 1 to {@link #MAX_IDS}
   */
  record Request(String stage, By by, Instant from, Instant to, Set<IdWords> ids) {
    /** Copies the ids. */
    public Request {
      ids = Set.copyOf(ids);
      if (ids.isEmpty() || ids.size() > MAX_IDS) {
        throw new IllegalArgumentException(
            "ids must be 1 to " + MAX_IDS + ", got " + ids.size() + " of stage " + stage);
      }
      if (to.isBefore(from)) {
        throw new IllegalArgumentException("to " + to + " is before from " + from);
      }
    }
  }

  /**
   * A record that was found.
   *
   * @param id by which it was
   * @param partition the log that has it
   * @param offset its place there
   * @param eventMicros its event time in microseconds since 1970-01-01T00:00Z
   * @param traceId its trace's id as text, or null when it has none
   * @param conditions as {@link dev.weir.pipeline.StageEvent#conditions}
   */
  record Hit(
      IdWords id,
      PartitionId partition,
      long offset,
      long eventMicros,
      @Nullable String traceId,
      long conditions) {}

  /**
   * What was found.
   *
   * @param hits in each partition's order, for an id the first {@link #MAX_HITS} at most
   * @param isWhole whether every record of the window was looked at: there may have been too many,
   *     some could not be delivered, or the schemas of their bodies were not there yet
   */
  record Answer(List<Hit> hits, boolean isWhole) {
    /** Copies the hits. */
    public Answer {
      hits = List.copyOf(hits);
    }
  }

  /** There will be no answer to this request; another one may have more luck. */
  final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Says why.
     *
     * @param message in words
     * @param cause null if there is none
     */
    public UnavailableException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
