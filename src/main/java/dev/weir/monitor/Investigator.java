package dev.weir.monitor;

import dev.weir.flow.LogFinding;
import dev.weir.flow.PipelineMirror;
import dev.weir.flow.Question;
import dev.weir.flow.RecordPlace;
import dev.weir.ledger.IdWords;
import dev.weir.monitor.LogSearch.By;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * Asks the logs about the ids that the accounts of hops name: where their records are, and whether
 * a surplus child has a parent. Few questions at a time, and none for long: the log search has
 * bounds of its own. Used on the thread that makes the views; answers come on that of the search.
 */
final class Investigator {
  /** Buckets of which the questions are on their way at a time. */
  private static final int MOST_CASES = 4;

  /** A search that could not look at everything is tried again so often. */
  private static final int MOST_ATTEMPTS = 3;

  private static final Duration RETRY = Duration.ofSeconds(5);

  private final LogSearch search;
  private final Queue<Closed> answered = new ConcurrentLinkedQueue<>();
  private final Map<Case, Integer> attempts = new LinkedHashMap<>();
  private final Map<Case, List<Question>> open = new HashMap<>();
  private Instant next = Instant.MIN;

  /** A hop's bucket. */
  private record Case(int hop, long bucket) {}

  /**
   * What came of a case.
   *
   * @param answers one for each question; none when the logs could not be searched
   */
  private record Closed(Case of, List<LogSearch.Answer> answers) {}

  Investigator(LogSearch search) {
    this.search = search;
  }

  /**
   * Takes what has come back, and asks what is new.
   *
   * @param now of the {@link SteadyClock}
   */
  void look(PipelineMirror mirror, Instant now) {
    for (var closed = answered.poll(); closed != null; closed = answered.poll()) {
      close(mirror, closed, now);
    }
    if (open.size() >= MOST_CASES || now.isBefore(next)) {
      return;
    }
    var cases =
        mirror.questions(2 * MOST_CASES).stream()
            .collect(
                Collectors.groupingBy(
                    question -> new Case(question.hop(), question.bucket()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    for (var entry : cases.entrySet()) {
      if (open.size() < MOST_CASES && !open.containsKey(entry.getKey())) {
        open.put(entry.getKey(), entry.getValue());
        ask(entry.getKey(), entry.getValue());
      }
    }
    while (attempts.size() > 1_000) {
      attempts.remove(attempts.keySet().iterator().next());
    }
  }

  private void ask(Case of, List<Question> questions) {
    var searches = new ArrayList<CompletableFuture<LogSearch.Answer>>();
    for (var question : questions) {
      var by = question.byTrace() ? By.TRACE : question.ofParents() ? By.ID : By.PARENT;
      var ids =
          question.ids().stream().limit(LogSearch.MAX_IDS).collect(Collectors.toUnmodifiableSet());
      var request =
          new LogSearch.Request(
              question.stage(),
              by,
              Instant.EPOCH.plus(question.fromMicros(), ChronoUnit.MICROS),
              Instant.EPOCH.plus(question.toMicros(), ChronoUnit.MICROS),
              ids);
      searches.add(search.search(request).toCompletableFuture());
    }
    var _ =
        CompletableFuture.allOf(searches.toArray(CompletableFuture[]::new))
            .whenComplete(
                (_, failure) ->
                    answered.add(
                        new Closed(
                            of,
                            failure == null
                                ? searches.stream().map(CompletableFuture::join).toList()
                                : List.of())));
  }

  private void close(PipelineMirror mirror, Closed closed, Instant now) {
    var questions = open.remove(closed.of());
    if (questions == null) {
      return;
    }
    boolean isWhole =
        !closed.answers().isEmpty()
            && closed.answers().stream().allMatch(LogSearch.Answer::isWhole);
    int attempt = attempts.merge(closed.of(), 1, Integer::sum);
    if (!isWhole) {
      next = now.plus(RETRY);
    }
    boolean isLast = isWhole || attempt >= MOST_ATTEMPTS;
    if (isLast) {
      attempts.remove(closed.of());
    }
    var found = new HashMap<IdWords, LogFinding>();
    for (int at = 0; at < closed.answers().size(); at++) {
      take(questions.get(at), closed.answers().get(at), found);
    }
    if (isLast) {
      // Those of which nothing was found are not asked for again.
      for (var question : questions) {
        boolean canTell = isWhole && question.ofParents();
        question.ids().forEach(id -> found.merge(id, nothing(canTell), Investigator::parentOr));
      }
    }
    mirror.answer(questions.getFirst(), found);
  }

  private static LogFinding nothing(boolean canTell) {
    return new LogFinding(canTell ? false : null, null);
  }

  /** Of the parents' stages one has the parent, and the others have not. */
  private static LogFinding parentOr(LogFinding known, LogFinding none) {
    return known.parent() == null ? known.with(none) : known;
  }

  private static void take(
      Question question, LogSearch.Answer answer, Map<IdWords, LogFinding> found) {
    for (var hit : answer.hits()) {
      boolean counts = question.condition() == 0 || (hit.conditions() & question.condition()) != 0;
      if (counts) {
        // The last one of an id wins; a child's place wins over its parent's.
        var finding =
            new LogFinding(
                question.ofParents() ? true : null,
                new RecordPlace(hit.partition(), hit.offset(), hit.eventMicros(), hit.traceId()));
        found.merge(hit.id(), finding, LogFinding::with);
      }
    }
  }
}
