package dev.weir.chaos;

import dev.weir.stack.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** Does and undoes one fault, on the calling thread. */
final class Injector {
  private static final Duration READY = Duration.ofSeconds(60);
  private static final long STEP_MS = 100;

  private final Site site;
  private final Consumer<String> problems;

  /**
   * Takes what it works on.
   *
   * @param problems is told what should not have happened
   */
  Injector(Site site, Consumer<String> problems) {
    this.site = site;
    this.problems = problems;
  }

  /** Returns when the fault is undone; processes started again need not be ready then. */
  void run(Fault fault) throws InterruptedException {
    sleep(fault.after());
    var hold = fault.hold();
    switch (fault.kind()) {
      case REPLICA_KILLED -> {
        for (var replica : chosen(fault)) {
          replica.kill();
          sleep(hold);
          replica.start();
        }
      }
      case REPLICA_ENDED -> {
        for (var replica : chosen(fault)) {
          end(replica);
          sleep(hold);
          replica.start();
        }
      }
      case REPLICA_FROZEN -> {
        for (var replica : chosen(fault)) {
          replica.freeze();
          sleep(hold);
          replica.thaw();
        }
      }
      case REPLICA_ISOLATED ->
          disturb(fault, it -> List.of(it.kafka(), it.redis()), TcpProxy::stall);
      case REPLICAS_SCALED -> scale(hold);
      case REDIS_KILLED -> {
        site.redis().kill();
        sleep(hold);
        site.redis().restart();
      }
      case REDIS_EMPTIED -> {
        site.redis().kill();
        sleep(hold);
        site.redis().restartEmpty();
      }
      case REDIS_OLDER -> {
        site.redis().kill();
        sleep(hold);
        site.redis().restartAsKept();
        // The next time it goes back to here: by seconds or by many rounds, as it comes.
        site.redis().keep();
      }
      case REDIS_FULL -> {
        site.redis().call("CONFIG", "SET", "maxmemory", "1");
        sleep(hold);
        site.redis().call("CONFIG", "SET", "maxmemory", "0");
      }
      case KAFKA_KILLED -> {
        site.kafka().kill();
        sleep(hold);
        site.kafka().restart();
      }
      case KAFKA_CUT -> disturb(fault, it -> List.of(it.kafka()), TcpProxy::cut);
      case KAFKA_STALLED -> disturb(fault, it -> List.of(it.kafka()), TcpProxy::stall);
      case REDIS_CUT -> disturb(fault, it -> List.of(it.redis()), TcpProxy::cut);
      case REDIS_STALLED -> disturb(fault, it -> List.of(it.redis()), TcpProxy::stall);
    }
  }

  private void scale(Duration hold) throws InterruptedException {
    var leaving = site.usual().subList(1, Schedule.REPLICAS);
    for (var replica : leaving) {
      end(replica);
    }
    sleep(hold);
    leaving.forEach(Replica::start);
    site.further().start();
    awaitReady();
    sleep(hold);
    end(site.further());
  }

  /** Not for ever: another fault may last, and whether all is right is looked at afterwards. */
  private void awaitReady() throws InterruptedException {
    long end = System.nanoTime() + READY.toNanos();
    while (!site.replicas().stream().filter(Replica::isUp).allMatch(Replica::isReady)
        && System.nanoTime() - end < 0) {
      TimeUnit.MILLISECONDS.sleep(STEP_MS);
    }
  }

  private void end(Replica replica) {
    if (!replica.end()) {
      problems.accept("replica " + replica.number() + " did not end when asked to");
    }
  }

  private void disturb(
      Fault fault, Function<Replica, List<TcpProxy>> some, Consumer<TcpProxy> trouble)
      throws InterruptedException {
    var ways = chosen(fault).stream().map(some).flatMap(List::stream).toList();
    ways.forEach(trouble);
    sleep(fault.hold());
    ways.forEach(TcpProxy::open);
  }

  private List<Replica> chosen(Fault fault) {
    return fault.replicas().stream().map(site.replicas()::get).toList();
  }

  private static void sleep(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }
}
