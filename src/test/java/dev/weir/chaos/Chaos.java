package dev.weir.chaos;

import dev.weir.stack.Reaper;
import dev.weir.stack.StartException;
import dev.weir.stack.WeirProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * {@code ./weir chaos}: abuses real processes under load and compares every figure. Exit codes: 0
 * done, 1 a figure or a replica was not as it must be, 2 usage, 3 environment.
 */
public final class Chaos {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss  ");
  private static final int SEEDS = 1_000_000;

  private static volatile boolean ending;

  private Chaos() {}

  /** Takes the options that {@code --help} lists. */
  public static void main(String... arguments) {
    // Before anything logs: the clients' own lines would only be in the way.
    System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
    Runtime.getRuntime().addShutdownHook(new Thread(Chaos::end, "chaos-end"));
    System.exit(run(List.of(arguments), System.out, System.err));
  }

  private static int run(List<String> arguments, PrintStream out, PrintStream err) {
    try {
      var options =
          Options.parse(arguments, ThreadLocalRandom.current().nextInt(SEEDS), Path.of("target"));
      if (options.help()) {
        out.println(Options.helpText());
        return 0;
      }
      if (options.executable() == null && !Files.exists(WeirProcess.JAR)) {
        throw new Options.EnvironmentException(
            WeirProcess.JAR + " is missing; build it with ./weir build");
      }
      return run(options, out);
    } catch (Options.UsageException e) {
      err.println("weir: " + e.getMessage());
      return 2;
    } catch (Options.EnvironmentException e) {
      err.println("weir: " + e.getMessage());
      return 3;
    } catch (StartException e) {
      return failed(3, e.summary() + "; the end of its log:\n" + e.log(), err);
    } catch (RuntimeException e) {
      return failed(1, "the run failed: " + e, err);
    } catch (IOException e) {
      err.println("weir: cannot write the outcome: " + e);
      return 3;
    } catch (InterruptedException e) {
      return 1;
    }
  }

  private static int run(Options options, PrintStream out)
      throws InterruptedException, IOException {
    out.println("seed " + options.seed());
    var outcome =
        new Trial(
                options,
                line -> out.println(TIME.format(LocalTime.now(ZoneId.systemDefault())) + line))
            .run();
    out.print(outcome.text());
    if (options.json() != null) {
      outcome.write(options.json());
    }
    return outcome.isGood() ? 0 : 1;
  }

  /** Says what went wrong, unless it is just Ctrl-C, of which our children die. */
  private static int failed(int code, String text, PrintStream err) {
    if (!ending) {
      err.println("weir: " + text);
    }
    return code;
  }

  private static void end() {
    ending = true;
    try {
      Reaper.shared().close();
    } catch (IOException e) {
      // It reads the end of its pipe at the latest when we are gone.
    }
  }
}
