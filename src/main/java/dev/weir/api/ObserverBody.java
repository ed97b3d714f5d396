package dev.weir.api;

import dev.weir.flow.ObserverView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Weir itself.
 *
 * @param replica the replica that answers
 * @param replicas how many were heard of lately
 * @param leader whether this replica validates
 * @param lagRecords records that are in no figure yet; null when unknown
 * @param lagSeconds time lag of the partition that is furthest behind; null when unknown
 * @param since from when on the figures count; null until known
 * @param kafka up or down
 * @param store up or down
 * @param problems what is wrong with Weir itself, in words
 */
public record ObserverBody(
    String replica,
    int replicas,
    boolean leader,
    @Nullable Number lagRecords,
    @Nullable Number lagSeconds,
    @Nullable Instant since,
    String kafka,
    String store,
    List<String> problems) {

  static ObserverBody of(ObserverView observer) {
    var problems = new ArrayList<String>();
    describe(observer.kafka(), "Kafka", problems);
    describe(observer.store(), "the store", problems);
    return new ObserverBody(
        observer.replica(),
        observer.replicas(),
        observer.leader(),
        observer.lagRecords(),
        Seconds.of(observer.lagSeconds()),
        observer.since(),
        word(observer.kafka()),
        word(observer.store()),
        problems);
  }

  private static String word(ObserverView.Link link) {
    return link.up() ? "up" : "down";
  }

  private static void describe(ObserverView.Link link, String name, List<String> problems) {
    if (!link.up()) {
      var detail = link.detail().isEmpty() ? "" : ": " + link.detail();
      problems.add(name + " cannot be reached since " + link.since() + detail);
    }
  }
}
