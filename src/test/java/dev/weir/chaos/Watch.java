package dev.weir.chaos;

import dev.weir.stack.WeirProcess.Reply;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Looks at every replica all the while, each on a thread of its own: none may count what was not
 * written, show anything negative, call itself not live, or end unasked.
 */
final class Watch implements AutoCloseable {
  private static final long PAUSE_MS = 400;

  /** A process that runs answers within this time, however busy the machine is. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final Books books;
  private final Consumer<String> problems;
  private final AtomicLong answers = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();

  /**
   * Begins at once.
   *
   * @param problems is told what must not be; from several threads
   */
  Watch(List<Replica> replicas, Books books, Consumer<String> problems) {
    this.books = books;
    this.problems = problems;
    for (var replica : replicas) {
      threads.add(Thread.ofVirtual().name("watch " + replica.number()).start(() -> run(replica)));
    }
  }

  /** How many answers with figures were looked at. */
  long answers() {
    return answers.get();
  }

  private void run(Replica replica) {
    var stages = List.copyOf(Workload.TOPICS.keySet());
    long silentSince = System.nanoTime();
    try {
      for (int round = 0; ; round++) {
        int before = replica.changes();
        boolean was = replica.hasAnswered();
        if (!replica.isUp() || look(replica, before, stages.get(round % stages.size()))) {
          silentSince = System.nanoTime();
        } else if (replica.changes() == before && was) {
          if (System.nanoTime() - silentSince > SILENCE.toNanos()) {
            problems.accept("replica %d does not answer".formatted(replica.number()));
            silentSince = System.nanoTime();
          }
        } else {
          silentSince = System.nanoTime();
        }
        if (replica.hasDied() && replica.changes() == before) {
          problems.accept("replica %d has ended unasked".formatted(replica.number()));
          replica.kill();
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether it answered. */
  private boolean look(Replica replica, int before, String stage) {
    try {
      var live = replica.weir().management("/health/live");
      if (live.status() != 200 && replica.hasAnswered() && replica.changes() == before) {
        problems.accept("replica %d is not live: %s".formatted(replica.number(), live.body()));
      }
      if (live.status() == 200) {
        replica.answered(before);
      }
      lookAtFigures(replica, stage);
      return true;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private void lookAtFigures(Replica replica, String stage) {
    Reply ready = replica.weir().management("/health/started");
    if (ready.status() != 200) {
      return; // It has no view yet.
    }
    var figures = Answers.pipeline(replica.weir());
    figures.putAll(Answers.keys(replica.weir(), stage));
    // Asked for after the answer, so that all that it can show is in the books.
    var impossible = Comparison.impossible(figures, books.most());
    if (!impossible.isEmpty()) {
      problems.accept(
          "replica %d shows %s".formatted(replica.number(), Comparison.some(impossible)));
    }
    answers.incrementAndGet();
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    for (var thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
