package dev.weir.chaos;

import dev.weir.stack.TcpProxy;
import dev.weir.stack.WeirProcess;
import java.io.UncheckedIOException;
import java.time.Duration;

/**
 * One place for a replica: its process and its own ways to Kafka and Redis. Knows whether its
 * answers are to be expected now.
 */
final class Replica implements AutoCloseable {
  private static final Duration END = Duration.ofSeconds(15);

  private final int number;
  private final WeirProcess weir;
  private final TcpProxy kafka;
  private final TcpProxy redis;
  private boolean running;
  private boolean frozen;
  private boolean answered;
  private int changes;

  Replica(int number, WeirProcess weir, TcpProxy kafka, TcpProxy redis) {
    this.number = number;
    this.weir = weir;
    this.kafka = kafka;
    this.redis = redis;
  }

  int number() {
    return number;
  }

  WeirProcess weir() {
    return weir;
  }

  /** Its way to the broker. */
  TcpProxy kafka() {
    return kafka;
  }

  /** Its way to Redis. */
  TcpProxy redis() {
    return redis;
  }

  /** Whether it should run and answer. */
  synchronized boolean isUp() {
    return running && !frozen;
  }

  /** Changes with whatever is done to the process; a question asked across a change is void. */
  synchronized int changes() {
    return changes;
  }

  /** Whether it has answered since it was started, so that it has to go on answering. */
  synchronized boolean hasAnswered() {
    return answered;
  }

  /** It has answered, unless something was done to it since the question. */
  synchronized void answered(int asked) {
    if (asked == changes) {
      answered = true;
    }
  }

  private synchronized void change(boolean runs, boolean freezes) {
    changes++;
    if (!runs) {
      answered = false;
    }
    running = runs;
    frozen = freezes;
  }

  void start() {
    weir.start();
    change(true, false);
  }

  void kill() {
    change(false, false);
    weir.kill();
  }

  /** Asks it to end; whether it did so in good time. */
  boolean end() {
    change(false, false);
    weir.process().terminate();
    if (weir.process().awaitExit(END)) {
      return true;
    }
    weir.kill();
    return false;
  }

  void freeze() {
    change(true, true);
    weir.pause();
  }

  void thaw() {
    weir.resume();
    change(true, false);
  }

  /** Whether it should run and has ended. */
  synchronized boolean hasDied() {
    return running && !weir.process().isAlive();
  }

  /** Whether it says that it can answer for the pipeline. */
  boolean isReady() {
    try {
      return weir.ready();
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    weir.close();
    kafka.close();
    redis.close();
  }
}
