package dev.weir.flow;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Weir itself, at the instant of the view.
 *
 * @param replica the name of the replica that made the view
 * @param replicas replicas that were heard of lately, this one included
 * @param leader whether this replica validates
 * @param lagRecords records in the logs that are in no figure yet; null when unknown, as while some
 *     partition has not been read at all
 * @param lagSeconds time lag of the partition that is furthest behind; null when unknown
 * @param since from when on the figures count; null until known
 * @param kafka the link to the brokers
 * @param store the link to the store
 */
public record ObserverView(
    String replica,
    int replicas,
    boolean leader,
    @Nullable Long lagRecords,
    @Nullable Duration lagSeconds,
    @Nullable Instant since,
    Link kafka,
    Link store) {

  /**
   * A connection that Weir depends on.
   *
   * @param up whether the last exchange worked
   * @param since from when on that has been so
   * @param detail what is wrong, in words; empty when up
   */
  public record Link(boolean up, Instant since, String detail) {}
}
