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
    var registry = settings.schemaRegistry();
    var schemas = registry == null ? null : SchemaRegistry.of(registry);
    try (var sampler =
        new TopicSampler(settings.pipeline(), settings.maxBodyBytes(), kafka, schemas)) {
      return question.ask(sampler);
    } catch (TopicSampler.UnreachableException e) {
      err.println("weir: cannot read from Kafka at " + brokers + ": " + e.getMessage());
      return ExitCode.ENVIRONMENT;
    } catch (KafkaException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      err.println("weir: the client refuses its configuration: " + cause.getMessage());
      return ExitCode.USAGE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.FAILED;
    }
  }
}
