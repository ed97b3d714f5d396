package dev.weir.monitor;

import io.smallrye.mutiny.Uni;
import java.util.List;

/** A journal that may be away, and counts how often it is asked. */
final class ToggledJournal implements Journal {
  private final Journal journal;
  boolean away;
  int asked;

  ToggledJournal(Journal journal) {
    this.journal = journal;
  }

  @Override
  public Uni<Appended> append(SightingBatch batch) {
    return journal.append(batch);
  }

  @Override
  public Uni<Found> find(List<Long> ids) {
    asked++;
    return away ? Uni.createFrom().item(new Found.Unavailable("away")) : journal.find(ids);
  }
}
