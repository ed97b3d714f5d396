package dev.weir.app;

import dev.weir.pipeline.Pipeline;
import java.io.PrintStream;
import java.nio.file.Path;

/** The command {@code check FILE}: tells whether a definition is right, without starting Weir. */
final class Check {
  private Check() {}

  /** Returns the exit code: 0 when everything is right, 1 when it is not, 3 without brokers. */
  static int run(CheckOptions options, PrintStream out, PrintStream err) {
    var file = options.file();
    return switch (Definition.read(file, options.kafka())) {
      case Definition.Right right -> {
        out.println(file + ": ok (" + describe(right.settings().pipeline()) + ")");
        yield options.looks() ? look(options, right, out, err) : ExitCode.DONE;
      }
      case Definition.Wrong(var problems) -> {
        problems.forEach(err::println);
        yield report(file, problems.size(), err);
      }
    };
  }

  private static int look(
      CheckOptions options, Definition.Right definition, PrintStream out, PrintStream err) {
    return Brokers.ask(
        definition,
        err,
        sampler -> {
          var existing = sampler.existing();
          existing.problems().forEach(err::println);
          int problems = existing.problems().size();
          out.println(
              "Kafka at %s: %s, %s"
                  .formatted(
                      definition.kafka().get(Definition.BROKERS),
                      count(existing.partitions().size(), "topic"),
                      count(
                          existing.partitions().values().stream().mapToInt(Integer::intValue).sum(),
                          "partition")));
          if (options.sample() > 0) {
            var sample = sampler.sample(existing, options.sample());
            SampleReport.print(sample, out);
            sample.problems().forEach(err::println);
            problems += sample.problems().size();
          }
          return problems == 0 ? ExitCode.DONE : report(options.file(), problems, err);
        });
  }

  private static int report(Path file, int errors, PrintStream err) {
    err.println(count(errors, "error") + " in " + file);
    return ExitCode.FAILED;
  }

  private static String describe(Pipeline pipeline) {
    return count(pipeline.stages().size(), "stage") + ", " + count(pipeline.hops().size(), "hop");
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
