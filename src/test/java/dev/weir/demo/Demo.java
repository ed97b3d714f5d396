package dev.weir.demo;

import dev.weir.stack.FreePorts;
import dev.weir.stack.Reaper;
import dev.weir.stack.StartException;
import dev.weir.stack.WeirProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * {@code ./weir demo}: a broker, a Redis server, the simulated platform and Weir, until Ctrl-C.
 * Exit codes: 0 done, 1 something died, 2 usage, 3 environment.
 */
public final class Demo {
  private static final Duration POLL = Duration.ofMillis(500);

  private final Options options;
  private final Console console;
  private final InstantSource clock;
  private final Belongings belongings = new Belongings();
  private final CountDownLatch ending = new CountDownLatch(1);
  private volatile boolean exiting;

  private Demo(Options options, Console console, InstantSource clock) {
    this.options = options;
    this.console = console;
    this.clock = clock;
  }

  /** Takes the options that {@code --help} lists. */
  public static void main(String[] args) {
    // Before anything logs: the clients' own lines would only be in the way.
    System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
    InstantSource clock = InstantSource.system();
    Console console = new Console(System.out, System.err, clock);
    try {
      Options options = Options.parse(List.of(args));
      if (options.help()) {
        console.say(Options.helpText());
        return;
      }
      System.exit(new Demo(options, console, clock).run());
    } catch (Options.UsageException e) {
      console.error(String.valueOf(e.getMessage()));
      System.exit(2);
    }
  }

  private int run() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "demo-end"));
    int code = watched();
    exiting = true;
    return code;
  }

  private int watched() {
    try {
      checkEnvironment();
      RunningDemo demo = RunningDemo.start(options, console, clock, belongings);
      return watch(demo);
    } catch (EnvironmentException e) {
      return failed(3, String.valueOf(e.getMessage()));
    } catch (StartException e) {
      return failed(1, e.summary() + "; the end of its log:\n" + e.log());
    } catch (RuntimeException e) {
      return failed(1, "The demo failed: " + e);
    }
  }

  private void checkEnvironment() throws EnvironmentException {
    if (!Files.exists(WeirProcess.JAR)) {
      throw new EnvironmentException(WeirProcess.JAR + " is missing; build it with ./weir build");
    }
    requireFree(options.port(), "--port");
    requireFree(options.managementPort(), "--management-port");
    if (options.controlPort() != 0) {
      requireFree(options.controlPort(), "--control-port");
    }
  }

  private static void requireFree(int port, String option) throws EnvironmentException {
    if (!FreePorts.isFree(port)) {
      throw new EnvironmentException(
          "port " + port + " is taken; choose another with " + option + " N");
    }
  }

  /** Tells what changes until the time is over or something has died. */
  private int watch(RunningDemo demo) {
    Duration limit = options.limit();
    long end = limit == null ? Long.MAX_VALUE : System.nanoTime() + limit.toNanos();
    HealthWatch health = new HealthWatch(demo::health);
    while (System.nanoTime() < end) {
      var obituary = demo.obituary();
      if (obituary.isPresent()) {
        return failed(1, obituary.get());
      }
      health.changed().ifPresent(console::event);
      if (endsWithin(POLL)) {
        return 0;
      }
    }
    console.say("Done.");
    return 0;
  }

  /** Says what went wrong, unless it is just Ctrl-C, which our children hear before us. */
  private int failed(int code, String text) {
    if (!endsWithin(POLL)) {
      console.error(text);
    }
    return code;
  }

  private boolean endsWithin(Duration time) {
    try {
      return ending.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void end() {
    // Asked before the main thread hears of it, and then ends too.
    boolean interrupted = !exiting;
    ending.countDown();
    belongings.close();
    try {
      Reaper.shared().close();
    } catch (IOException e) {
      // It reads the end of its pipe at the latest when we are gone.
    }
    if (interrupted) {
      // Ctrl-C is how a demo ends; the JVM would call it a failure.
      Runtime.getRuntime().halt(0);
    }
  }
}
