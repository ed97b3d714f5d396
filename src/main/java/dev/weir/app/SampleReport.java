package dev.weir.app;

import dev.weir.kafka.PipelineSample;
import dev.weir.kafka.PipelineSample.FieldSample;
import dev.weir.kafka.PipelineSample.SourceSample;
import dev.weir.kafka.PipelineSample.StageSample;
import java.io.PrintStream;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Prints what the last records of a pipeline yield, for people. */
final class SampleReport {
  private SampleReport() {}

  /**
   * Prints, for each stage, every field and source with the share of records in which it has a
   * value, and what was rejected.
   */
  static void print(PipelineSample sample, PrintStream out) {
    for (var stage : sample.stages()) {
      out.println();
      out.println(heading(stage));
      if (stage.records() > 0) {
        for (var field : stage.fields()) {
          field(field, stage.records(), out);
        }
        // Sorted by the reasons' order.
        new TreeMap<>(stage.rejected())
            .forEach(
                (reason, rejected) ->
                    out.printf(
                        Locale.ROOT,
                        "  rejected    %-22s %s   such as %s%n",
                        reason.label(),
                        share(rejected.records(), stage.records()),
                        printable(rejected.example())));
      }
    }
  }

  private static String heading(StageSample stage) {
    var topics =
        stage.topics().stream()
            .map(
                topic ->
                    String.format(
                        Locale.ROOT,
                        "%s: %,d of %,d records, %d partition%s",
                        topic.name(),
                        topic.records(),
                        Math.max(topic.offsets(), topic.records()),
                        topic.partitions(),
                        topic.partitions() == 1 ? "" : "s"))
            .collect(Collectors.joining("; "));
    return stage.name() + "   " + (topics.isEmpty() ? "none of its topics exists" : topics);
  }

  private static void field(FieldSample field, long records, PrintStream out) {
    if (field.sources().isEmpty()) {
      return;
    }
    out.printf(Locale.ROOT, "  %-11s %s%n", field.name(), share(field.yields(), records));
    for (var source : field.sources()) {
      out.printf(
          Locale.ROOT,
          "    %-32s %s%s%n",
          printable(source.text()),
          share(source.yields(), records),
          more(source));
    }
  }

  private static String more(SourceSample source) {
    var kinds =
        new TreeMap<>(source.kinds())
            .entrySet().stream()
                .map(kind -> kind.getKey() + " " + kind.getValue())
                .collect(Collectors.joining(", "));
    var examples =
        source.examples().stream().map(SampleReport::printable).collect(Collectors.joining(", "));
    return (kinds.isEmpty() ? "" : "   [" + kinds + "]")
        + (examples.isEmpty() ? "" : "   " + examples);
  }

  private static String share(long part, long all) {
    return String.format(Locale.ROOT, "%5.1f %%", 100.0 * part / all);
  }

  /** What a producer wrote must not steer the terminal. */
  private static String printable(String text) {
    var shown = new StringBuilder();
    text.codePoints()
        .forEach(
            c ->
                shown.appendCodePoint(
                    Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
                        ? 0xFFFD
                        : c));
    return shown.toString();
  }
}
