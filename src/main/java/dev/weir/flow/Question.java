package dev.weir.flow;

import dev.weir.ledger.IdWords;
import java.util.Set;

/**
 * Which records of a stage have these ids: asked of the logs, since the accounts know ids only.
 *
 * @param hop the hop's position in the pipeline
 * @param bucket the number of the bucket in which the ids are
 * @param ofParents whether the records are the hop's parents, by their own id; else its children,
 *     by that of their parent
 * @param stage whose records they are
 * @param byTrace whether the ids are of traces
 * @param condition a bit of the events' conditions that must be set; 0 for none
 * @param fromMicros the oldest time that a record of the bucket has
 * @param toMicros the newest time that a record of the bucket has
 * @param ids what is looked for
 */
public record Question(
    int hop,
    long bucket,
    boolean ofParents,
    String stage,
    boolean byTrace,
    long condition,
    long fromMicros,
    long toMicros,
    Set<IdWords> ids) {
  /** Copies the ids. */
  public Question {
    ids = Set.copyOf(ids);
  }
}
