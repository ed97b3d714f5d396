package dev.weir.flow;

import dev.weir.ledger.IdTable;
import dev.weir.ledger.IdWords;
import dev.weir.pipeline.Account;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the logs say of the ids that are lost or too many in the open buckets of an account, and
 * what is still to be asked of them. Not thread-safe.
 */
final class HopFindings {
  private final Account account;
  private final List<SideShape> parents;
  private final Map<Long, Map<IdWords, LogFinding>> byBucket = new HashMap<>();

  /**
   * Nothing was asked yet.
   *
   * @param parents how the account's stages take part, in the order of {@link Account#from}
   */
  HopFindings(Account account, List<SideShape> parents) {
    this.account = account;
    this.parents = parents;
  }

  /** What is known of a bucket's ids. */
  Map<IdWords, LogFinding> of(long number) {
    return byBucket.getOrDefault(number, Map.of());
  }

  /** Takes what the logs say of a bucket's ids. */
  void add(long number, Map<IdWords, LogFinding> found) {
    var known = byBucket.computeIfAbsent(number, _ -> new HashMap<>());
    found.forEach((id, finding) -> known.merge(id, finding, LogFinding::with));
  }

  /** Forgets all other buckets. */
  void retain(Set<Long> numbers) {
    byBucket.keySet().retainAll(numbers);
  }

  /** What is not known yet of the ids of a bucket that was judged. */
  List<Question> questions(MergedBucket bucket) {
    var ofParents = new HashSet<IdWords>();
    var ofChildren = new HashSet<IdWords>();
    for (var difference : bucket.differences()) {
      if (of(bucket.number).containsKey(difference.id())) {
        continue;
      }
      if (difference.times() < 0) {
        ofChildren.add(difference.id());
      }
      if (difference.times() > 0 || bucket.hasParent(difference.id()) == null) {
        ofParents.add(difference.id());
      }
    }
    var questions = new ArrayList<Question>();
    for (int at = 0; at < account.from().size(); at++) {
      var stage = account.from().get(at);
      add(questions, bucket, true, stage, parents.get(at).condition(), ofParents);
    }
    for (var stage : account.to()) {
      add(questions, bucket, false, stage, 0, ofChildren);
    }
    return questions;
  }

  private void add(
      List<Question> questions,
      MergedBucket bucket,
      boolean ofParents,
      String stage,
      long condition,
      Set<IdWords> ids) {
    long[] times = bucket.recordTimes(ofParents);
    if (!ids.isEmpty() && times != null) {
      boolean byTrace = parents.getFirst().byTrace();
      questions.add(
          new Question(
              account.hop(),
              bucket.number,
              ofParents,
              stage,
              byTrace,
              condition,
              times[0],
              times[1],
              ids));
    }
  }

  void encode(SectionWriter writer) {
    writer.unsigned(byBucket.size());
    byBucket.forEach(
        (number, found) -> {
          writer.signed(number).unsigned(found.size());
          found.forEach(
              (id, finding) -> {
                writer.id(id);
                finding.encode(writer);
              });
        });
  }

  /** What {@link #encode} wrote. */
  static Map<Long, Map<IdWords, LogFinding>> decode(SectionReader reader)
      throws CorruptSectionException {
    var all = new HashMap<Long, Map<IdWords, LogFinding>>();
    for (int left = reader.bounded(2 * Ledger.MAX_BUCKETS); left > 0; left--) {
      var found = new HashMap<IdWords, LogFinding>();
      all.put(reader.signed(), found);
      for (int ids = reader.bounded(IdTable.MAX_CELLS); ids > 0; ids--) {
        found.put(reader.id(), LogFinding.decode(reader));
      }
    }
    return all;
  }

  /** Knows this from now on, and nothing else. */
  void replace(Map<Long, Map<IdWords, LogFinding>> all) {
    byBucket.clear();
    byBucket.putAll(all);
  }
}
