package dev.weir.app;

import dev.weir.kafka.TopicSampler;
import dev.weir.registry.SchemaRegistry;
import java.io.PrintStream;
import org.apache.kafka.common.KafkaException;

/** Asks the brokers of a definition something, and says in one line why that did not work. */
final class Brokers {
  private Brokers() {}

  /** What is asked. */
  interface Question {
    /** Gives the exit code. */
    int ask(TopicSampler sampler) throws TopicSampler.UnreachableException, InterruptedException;
  }

  /** Returns the question's exit code, or that of an error that was told. */
  static int ask(Definition.Right definition, PrintStream err, Question question) {
    var settings = definition.settings();
    var kafka = definition.kafka();
    var brokers = kafka.get(Definition.BROKERS);
    if (brokers == null) {
      err.println("weir: nothing says where Kafka is: give --kafka HOST:PORT");
      return ExitCode.USAGE;
    }
    if (!definition.unset().isEmpty()) {
      definition.unset().forEach(err::println);
      return ExitCode.FAILED;
    }
    var registry = settings.schemaRegistry();
    var schemas = registry == null ? null : SchemaRegistry.of(registry);
    try (var sampler =
        new TopicSampler(settings.pipeline(), settings.maxBodyBytes(), kafka, schemas)) {
      return question.ask(sampler);
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
}
