package dev.weir.flow;

import dev.weir.flow.HopAccountant.SidePart;
import dev.weir.flow.HopAccountant.Sight;
import dev.weir.ledger.IdWords;
import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.StageEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The accountants of a pipeline's hops. Not thread-safe. */
final class Accounts {
  private static final int VERSION = 1;

  private final Pipeline pipeline;
  private final Map<Integer, HopAccountant> accountants = new HashMap<>();
  private final JoinedBook joined;
  private Instant origin = Instant.EPOCH;
  private boolean closes = true;

  Accounts(Pipeline pipeline) {
    this.pipeline = pipeline;
    this.joined = new JoinedBook(pipeline);
    for (var account : pipeline.accounts()) {
      accountants.put(account.hop(), new HopAccountant(pipeline, account));
    }
  }

  /** Records from this time on were read, and those before it may not have been. */
  void origin(Instant origin) {
    this.origin = origin;
  }

  /** Whether buckets whose time is over are closed here; else another replica does it. */
  void closes(boolean closes) {
    this.closes = closes;
  }

  /** What whole traces tell. */
  JoinedHops joined() {
    return joined.hops();
  }

  /** Up to where deliveries of those were taken. */
  String joinedUpTo() {
    return joined.upTo();
  }

  /**
   * Takes a delivery.
   *
   * @return why it cannot be read, or null
   */
  @Nullable String join(String position, byte[] delivery) {
    try {
      joined.take(position, delivery);
      return null;
    } catch (CorruptSectionException e) {
      return "what a replica delivered of hops is damaged: they " + e.getMessage();
    }
  }

  /** What is to be asked of the logs; {@link HopAccountant#questions}. */
  List<Question> questions(int most) {
    var questions = new ArrayList<Question>();
    for (var accountant : accountants.values()) {
      questions.addAll(accountant.questions(most));
    }
    return questions;
  }

  /** Takes what the logs say. */
  void answer(Question question, Map<IdWords, LogFinding> found) {
    var accountant = accountants.get(question.hop());
    if (accountant != null) {
      accountant.answer(question.bucket(), found);
    }
  }

  /** What is to be kept of all hops. */
  byte[] encode() {
    var writer = new SectionWriter().unsigned(VERSION).unsigned(accountants.size());
    accountants
        .values()
        .forEach(
            accountant -> {
              writer.text(accountant.shape().accountName(pipeline));
              var of = new SectionWriter();
              accountant.encode(of);
              writer.bytes(of.toBytes());
            });
    joined.encode(writer);
    return writer.toBytes();
  }

  /**
   * Takes what was kept, of those hops that are still accounted as they were.
   *
   * @return why it cannot be read, or null
   */
  @Nullable String adopt(byte[] kept) {
    var reader = new SectionReader(kept);
    try {
      long version = reader.unsigned();
      if (version > VERSION) {
        return "the accounts of hops were written by a newer Weir, version " + version;
      }
      for (int left = reader.bounded(kept.length); left > 0; left--) {
        var name = reader.text();
        var of = new SectionReader(reader.bytes());
        for (var accountant : accountants.values()) {
          if (accountant.shape().accountName(pipeline).equals(name)) {
            accountant.adopt(of);
          }
        }
      }
      if (reader.hasMore()) {
        joined.adopt(reader);
      }
      return null;
    } catch (CorruptSectionException e) {
      return "the accounts of hops are damaged: they " + e.getMessage();
    }
  }

  /**
   * The account of a hop, or null when it is not accounted, or is under an earlier one.
   *
   * @param byStage the partitions' states
   * @param readings how well each stage can be seen
   * @param now the instant of the view
   */
  @Nullable HopAccount of(
      Hop hop,
      Map<String, List<PartitionState>> byStage,
      Map<String, Reading> readings,
      Instant now) {
    int position = pipeline.hops().indexOf(hop);
    var accountant = accountants.get(position);
    if (accountant == null) {
      return null;
    }
    var parts = new ArrayList<SidePart>();
    long reached = Long.MAX_VALUE;
    for (var stage : accountant.stages()) {
      reached = Math.min(reached, reached(readings.get(stage), now));
      for (var state : byStage.getOrDefault(stage, List.of())) {
        for (var side : state.ledger().sides()) {
          if (side.shape.hop() == position) {
            parts.add(new SidePart(state.id(), side, state.ledger().blindUpTo()));
          }
        }
      }
    }
    return accountant.account(parts, new Sight(Micros.of(origin), reached, now), closes);
  }

  private static long reached(@Nullable Reading reading, Instant now) {
    return reading == null || reading.blindness() != null
        ? StageEvent.NO_TIME
        : Micros.of(now.minus(reading.behind()));
  }
}
