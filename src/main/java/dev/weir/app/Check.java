package dev.weir.app;

import dev.weir.config.ConfigReader;
import dev.weir.config.DefinitionParser;
import dev.weir.config.ParsedDefinition;
import dev.weir.config.Problem;
import dev.weir.config.YamlFile;
import dev.weir.kafka.TopicSampler;
import dev.weir.monitor.Settings;
import dev.weir.pipeline.Pipeline;
import dev.weir.registry.SchemaRegistry;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/** The command {@code check FILE}: tells whether a definition is right, without starting Weir. */
final class Check {
  /** As a file that is named by {@code WEIR_CONFIG} has it. */
  private static final int ORDINAL = 275;

  private static final String BROKERS = "bootstrap.servers";

  private Check() {}

  /** Returns the exit code: 0 when everything is right, 1 when it is not, 3 without brokers. */
  static int run(CheckOptions options, PrintStream out, PrintStream err) {
    var file = options.file();
    return switch (YamlFile.read(file, ORDINAL)) {
      case YamlFile.Result.Unreadable(var message) -> {
        err.println(message);
        yield report(file, 1, err);
      }
      case YamlFile.Result.Loaded(var source) -> {
        var config = config(source);
        // Where Redis is may well be said elsewhere, so that is not a mistake of the file.
        yield switch (DefinitionParser.parse(ConfigReader.read(config), true)) {
          case ParsedDefinition.Valid valid -> {
            var pipeline = valid.settings().pipeline();
            out.println(file + ": ok (" + describe(pipeline) + ")");
            yield options.looks() ? look(options, valid.settings(), config, out, err) : 0;
          }
          case ParsedDefinition.Invalid(List<Problem> problems) -> {
            problems.forEach(problem -> err.println(problem.text()));
            yield report(file, problems.size(), err);
          }
        };
      }
    };
  }

  private static SmallRyeConfig config(ConfigSource source) {
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .addSystemSources()
        .withSources(source)
        .build();
  }

  private static int look(
      CheckOptions options,
      Settings settings,
      SmallRyeConfig config,
      PrintStream out,
      PrintStream err) {
    var kafka = kafka(config, options.kafka());
    var brokers = kafka.get(BROKERS);
    if (brokers == null) {
      err.println("weir: nothing says where Kafka is: give --kafka HOST:PORT");
      return ExitCode.USAGE;
    }
    var registry = settings.schemaRegistry();
    var schemas = registry == null ? null : SchemaRegistry.of(registry);
    try (var sampler =
        new TopicSampler(settings.pipeline(), settings.maxBodyBytes(), kafka, schemas)) {
      var existing = sampler.existing();
      int known = existing.problems().size();
      existing.problems().forEach(err::println);
      out.println(
          "Kafka at %s: %s, %s"
              .formatted(
                  brokers,
                  count(existing.partitions().size(), "topic"),
                  count(
                      existing.partitions().values().stream().mapToInt(Integer::intValue).sum(),
                      "partition")));
      if (options.sample() > 0) {
        SampleReport.print(sampler.sample(existing, options.sample()), out);
        existing.problems().stream().skip(known).forEach(err::println);
      }
      return existing.problems().isEmpty()
          ? ExitCode.DONE
          : report(options.file(), existing.problems().size(), err);
    } catch (TopicSampler.UnreachableException e) {
      err.println("weir: cannot read from Kafka at " + brokers + ": " + e.getMessage());
      return ExitCode.ENVIRONMENT;
    } catch (KafkaException e) {
      var why = innermost(e);
      if (why.startsWith("No resolvable bootstrap urls")) {
        err.println("weir: cannot read from Kafka at " + brokers + ": the name cannot be resolved");
        return ExitCode.ENVIRONMENT;
      }
      err.println("weir: the client refuses its configuration: " + why);
      return ExitCode.USAGE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.FAILED;
    }
  }

  /** The client wraps what was wrong several times; only the innermost says it. */
  private static String innermost(Throwable failure) {
    var cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  /** The client's properties, as Quarkus finds them. */
  private static Map<String, Object> kafka(SmallRyeConfig config, @Nullable String brokers) {
    var properties = new HashMap<String, Object>();
    for (var name : config.getPropertyNames()) {
      var key = name.toLowerCase(Locale.ROOT).replace("kafka_", "kafka.");
      if (key.startsWith("kafka.")) {
        config
            .getOptionalValue(name, String.class)
            .ifPresent(
                value -> properties.put(key.substring("kafka.".length()).replace('_', '.'), value));
      }
    }
    if (brokers != null) {
      properties.put(BROKERS, brokers);
    }
    return properties;
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
