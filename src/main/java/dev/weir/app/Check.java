package dev.weir.app;

import dev.weir.config.ConfigReader;
import dev.weir.config.DefinitionParser;
import dev.weir.config.ParsedDefinition;
import dev.weir.config.Problem;
import dev.weir.config.YamlFile;
import dev.weir.pipeline.Pipeline;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** The command {@code check FILE}: tells whether a definition is right, without starting Weir. */
final class Check {
  /** As a file that is named by {@code WEIR_CONFIG} has it. */
  private static final int ORDINAL = 275;

  private Check() {}

  /** Returns the exit code: 0 when the file is right, 1 when it is not. */
  static int run(Path file, PrintStream out, PrintStream err) {
    return switch (YamlFile.read(file, ORDINAL)) {
      case YamlFile.Result.Unreadable(var message) -> {
        err.println(message);
        yield report(file, 1, err);
      }
      case YamlFile.Result.Loaded(var source) ->
          switch (parse(source)) {
            case ParsedDefinition.Valid valid -> {
              out.println(file + ": ok (" + describe(valid.settings().pipeline()) + ")");
              yield ExitCode.DONE;
            }
            case ParsedDefinition.Invalid(List<Problem> problems) -> {
              problems.forEach(problem -> err.println(problem.text()));
              yield report(file, problems.size(), err);
            }
          };
    };
  }

  private static ParsedDefinition parse(ConfigSource source) {
    var config =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .addSystemSources()
            .withSources(source)
            .build();
    // Where Redis is may well be said elsewhere, so that is not a mistake of the file.
    return DefinitionParser.parse(ConfigReader.read(config), true);
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
