package dev.weir.monitor;

import dev.weir.monitor.Settings.Start;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** The monitor put together with its loop: what the application starts and stops. */
public final class MonitorRuntime {
  private final PipelineMonitor monitor;
  private final Leadership leadership;
  private final ViewLoop loop;
  private final Thread thread;

  /**
   * The ports and bounds that the monitor works with.
   *
   * @param clock the machine's time, which may be set
   * @param steady for intervals, see {@link SteadyClock}
   */
  public record Ports(
      SnapshotStore snapshots,
      Coordination coordination,
      ValidationStore validations,
      PeopleKeys people,
      InstantSource clock,
      InstantSource steady,
      RandomGenerator random) {}

  /**
   * Puts everything together; nothing runs yet.
   *
   * @param replica a name that no other replica has
   * @param defects told of exceptions that should not be
   */
  public MonitorRuntime(
      Settings settings,
      String replica,
      Ports ports,
      IngestBoard board,
      Beats beats,
      Consumer<RuntimeException> defects) {
    var clock = ports.clock();
    this.leadership =
        new Leadership(
            replica, ports.coordination(), board, clock, origin(settings, clock.instant()));
    var validations = new Validations(ports.validations(), settings, ports.random());
    var states = new ReplicaStates(ports.snapshots(), board, clock, ports.steady());
    this.monitor =
        new PipelineMonitor(
            settings,
            board,
            beats,
            clock,
            ports.steady(),
            states,
            leadership,
            validations,
            defects);
    this.loop =
        new ViewLoop(
            monitor,
            leadership,
            validations,
            ports.people(),
            settings,
            beats,
            clock,
            ports.steady(),
            defects);
    this.thread = new Thread(loop, "weir-view");
    this.thread.setDaemon(true);
  }

  private static Instant origin(Settings settings, Instant now) {
    return switch (settings.start()) {
      case Start.Earliest _ -> Instant.EPOCH;
      case Start.Latest _ -> now;
      case Start.Back back -> now.minus(back.duration());
    };
  }

  /** Answers from the latest view. */
  public Monitoring monitoring() {
    return monitor;
  }

  /** From when on records count; completes once the replicas have agreed. */
  public CompletionStage<Instant> origin() {
    return leadership.origin();
  }

  /** Looks ids that are lost or too many up in the logs from now on. */
  public void searchWith(LogSearch search) {
    monitor.searchWith(search);
  }

  /** Starts the loop; returns at once. */
  public void start() {
    thread.start();
  }

  /** Stops the loop and gives the lease up, within {@code limit}. */
  public void stop(Duration limit) {
    loop.stop();
    try {
      leadership.release().onFailure().recoverWithNull().await().atMost(limit);
      thread.join(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // A store that hangs keeps the lease for its time; the end of the process does not wait.
      return;
    }
  }
}
