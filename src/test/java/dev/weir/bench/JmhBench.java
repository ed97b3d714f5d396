package dev.weir.bench;

import dev.weir.bench.jmh.BodyParts;
import dev.weir.bench.jmh.EncodingParts;
import dev.weir.bench.jmh.HeaderParts;
import dev.weir.bench.jmh.JournalParts;
import dev.weir.bench.jmh.LedgerParts;
import dev.weir.bench.jmh.SketchParts;
import dev.weir.bench.jmh.StateParts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The hot parts one by one, with JMH: nanoseconds and bytes of an operation. A round of a part is a
 * JVM of its own that runs it for a second to warm up and then three times for a third of a second;
 * at most three rounds, which take two minutes.
 */
final class JmhBench implements Benchmark {
  private static final int MOST_ROUNDS = 3;
  private static final int WARM_UPS = 3;
  private static final int ITERATIONS = 3;
  private static final TimeValue ITERATION = TimeValue.milliseconds(350);

  /** What the profiler calls the bytes allocated an operation. */
  private static final String BYTES = "gc.alloc.rate.norm";

  /** What still counts as nothing: JMH's own objects, 100 kB an iteration, are in it. */
  private static final double NOTHING = 0.5;

  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseParallelGC",
          "-Xmx1g",
          // JMH looks into its own objects, about which the JVM warns at each start.
          "--sun-misc-unsafe-memory-access=allow",
          "-Djava.util.logging.manager=org.jboss.logmanager.LogManager");

  /**
   * A row.
   *
   * @param parts where the operation is
   * @param operation its method
   * @param parameter the name of the one that is set, or empty
   * @param frugal whether it must allocate nothing
   */
  private record Part(
      String name,
      Class<?> parts,
      String operation,
      String parameter,
      String value,
      boolean frugal) {}

  /** What a round gave, an operation. */
  private record Cost(double nanos, double bytes) {}

  private static List<Part> all() {
    var headers =
        Stream.of(
                "w3c",
                "b3-single",
                "b3-multi",
                "jaeger",
                "datadog",
                "aws-xray",
                "cloudevents",
                "plain")
            .map(
                notation ->
                    new Part(
                        "decode headers, " + notation,
                        HeaderParts.class,
                        "decode",
                        "notation",
                        notation,
                        true));
    var bodies =
        Stream.of("json", "avro", "protobuf")
            .map(
                format ->
                    new Part(
                        "decode body, " + format,
                        BodyParts.class,
                        "decode",
                        "format",
                        format,
                        true));
    var states =
        Stream.of(
            new Part("apply, 500 keys", StateParts.class, "apply", "keys", "500", true),
            new Part("apply, 10,000 keys", StateParts.class, "apply", "keys", "10000", true),
            new Part("sketch, add", SketchParts.class, "sketchAdd", "", "", true),
            new Part(
                "merge 2 partitions, 500 keys", StateParts.class, "merge", "keys", "500", false),
            new Part(
                "merge 2 partitions, 10,000 keys",
                StateParts.class,
                "merge",
                "keys",
                "10000",
                false),
            new Part("encode 500 changed keys", EncodingParts.class, "encode", "", "", false),
            new Part("apply, no account", LedgerParts.class, "apply", "expect", "some", true),
            new Part("apply, two accounts", LedgerParts.class, "apply", "expect", "every", true),
            new Part("peel 100 ids", LedgerParts.class, "peel", "expect", "every", false));
    var journal =
        Stream.of("digits", "uuid", "ulid")
            .flatMap(
                notation ->
                    Stream.of(
                        new Part(
                            "journal, trace not sampled, " + notation,
                            JournalParts.class,
                            "pass",
                            "notation",
                            notation,
                            true),
                        new Part(
                            "journal, a sighting, " + notation,
                            JournalParts.class,
                            "sight",
                            "notation",
                            notation,
                            false)));
    return Stream.of(headers, bodies, states, journal).flatMap(parts -> parts).toList();
  }

  @Override
  public String name() {
    return "jmh";
  }

  @Override
  public String title() {
    return "nanoseconds and bytes allocated, an operation";
  }

  @Override
  public String flags() {
    return "%s; each round a JVM, %d x %d ms to warm up, %d x %d ms measured"
        .formatted(
            String.join(" ", FLAGS),
            WARM_UPS,
            ITERATION.getTime(),
            ITERATIONS,
            ITERATION.getTime());
  }

  @Override
  public List<Row> run(Setting setting) throws Exception {
    var subjects = new LinkedHashMap<String, Callable<Cost>>();
    for (var part : all()) {
      subjects.put(part.name(), () -> measure(part));
    }
    var costs = setting.withRounds(Math.min(setting.rounds(), MOST_ROUNDS)).alternate(subjects);
    var rows = new ArrayList<Row>();
    for (var part : all()) {
      var found = costs.of(part.name());
      var bytes = new Spread(found.stream().map(Cost::bytes).toList());
      var row =
          Row.of(part.name(), "ns", found.stream().map(Cost::nanos).toList())
              .allocating(bytes.median());
      rows.add(part.frugal() ? row.bytesAtMost(NOTHING) : row);
    }
    return rows;
  }

  private static Cost measure(Part part) throws RunnerException {
    var options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(part.parts().getName() + "." + part.operation()) + "$")
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.NANOSECONDS)
            .forks(1)
            .warmupIterations(WARM_UPS)
            .warmupTime(ITERATION)
            .measurementIterations(ITERATIONS)
            .measurementTime(ITERATION)
            .jvmArgs(FLAGS.toArray(String[]::new))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    if (!part.parameter().isEmpty()) {
      options.param(part.parameter(), part.value());
    }
    return cost(new Runner(options.build()).runSingle());
  }

  private static Cost cost(RunResult result) {
    double bytes = Objects.requireNonNull(result.getSecondaryResults().get(BYTES)).getScore();
    return new Cost(result.getPrimaryResult().getScore(), bytes);
  }
}
