package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {
  private static final Row ROW =
      Row.of("a", "ms", List.of(1.0, 2.0)).pairedWith("b", List.of(2.0, 8.0)).ratioAtMost(0.5);

  @TempDir private Path target;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void anUnknownNameIsUsageAndListsTheOthers() throws Exception {
    assertThat(run(List.of(given("one"), given("two")), "three")).isEqualTo(2);
    assertThat(text(err)).contains("'three'").contains("one, two");
    assertThat(text(out)).isEmpty();
  }

  @Test
  void onlyWhatIsAskedForRunsAndItsRowsArePrintedAndKept() throws Exception {
    assertThat(run(List.of(given("one", ROW), given("two", ROW)), "two")).isZero();
    assertThat(text(out))
        .contains("two: of two", "given flags", "ratio ≤ 0.5")
        .doesNotContain("of one");
    assertThat(target.resolve("bench/one.json")).doesNotExist();
    assertThat(Result.read(target.resolve("bench/two.json")).rows()).containsExactly(ROW);
  }

  @Test
  void whatARowHoldsIsKept() throws Exception {
    var rows =
        List.of(
            ROW,
            Row.missing("m", "why"),
            Row.of("c", "ns", List.of(1.5)).allocating(0.25).bytesAtMost(0),
            Row.of("d", "ns", List.of(1.5)).against("e", List.of(3.0, 4.0, 5.0)));
    run(List.of(given("one", rows.toArray(Row[]::new))));
    assertThat(Result.read(target.resolve("bench/one.json")).rows()).isEqualTo(rows);
  }

  @Test
  void aBenchmarkThatFailsIsSaidAndTheOthersRun() throws Exception {
    var failing =
        new Given("bad", List.of()) {
          @Override
          public List<Row> run(Setting setting) {
            throw new IllegalStateException("no luck");
          }
        };
    var file = target.resolve("all.json");
    assertThat(run(List.of(failing, given("good", ROW)), "--json", file.toString())).isEqualTo(1);
    assertThat(text(err)).contains("the benchmark bad failed").contains("no luck");
    assertThat(text(out)).contains("good: of good");
    assertThat(file).content().contains("\"good\"").doesNotContain("\"bad\"");
  }

  @Test
  void subjectsAreMeasuredInTurn() throws Exception {
    var calls = new ArrayList<String>();
    var alternating =
        new Given("one", List.of()) {
          @Override
          public List<Row> run(Setting setting) throws Exception {
            var subjects = new LinkedHashMap<String, Callable<Double>>();
            for (var name : List.of("a", "b")) {
              subjects.put(
                  name,
                  () -> {
                    calls.add(name);
                    return (double) calls.size();
                  });
            }
            var values = setting.alternate(subjects);
            return List.of(Row.of("a", "ms", values.of("a")), Row.of("b", "ms", values.of("b")));
          }
        };
    run(List.of(alternating), "--rounds", "3");
    assertThat(calls).containsExactly("a", "b", "a", "b", "a", "b");
    assertThat(Result.read(target.resolve("bench/one.json")).rows())
        .containsExactly(
            Row.of("a", "ms", List.of(1.0, 3.0, 5.0)), Row.of("b", "ms", List.of(2.0, 4.0, 6.0)));
    assertThat(text(err)).contains("one: b, round 2 of 3");
  }

  @Test
  void theReportFillsInWhatThereIsAndLeavesTheRest() throws Exception {
    var page = target.resolve("page.md");
    var text =
        """
        # Page
        <!-- bench one -->
        old
        <!-- end -->
        between
        <!-- bench two -->
        kept
        <!-- end -->
        """;
    Files.writeString(page, text);
    var benchmarks = List.of(given("one", ROW), given("two", ROW));
    run(benchmarks, "one");

    assertThat(run(benchmarks, "--report")).isZero();
    assertThat(page)
        .content()
        .contains("| a | 1.00 | 1.50 | 2.00 |", "cores: ", "between\n<!-- bench two -->\nkept\n")
        .doesNotContain("old");
    assertThat(text(out)).contains("page.md: [one]");
  }

  private int run(List<? extends Benchmark> benchmarks, String... arguments) throws Exception {
    var bench =
        new Bench(
            List.copyOf(benchmarks),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return bench.run(List.of(arguments), target, List.of(target.resolve("page.md")));
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static Given given(String name, Row... rows) {
    return new Given(name, List.of(rows));
  }

  /** A benchmark whose rows are known. */
  private static class Given implements Benchmark {
    private final String name;
    private final List<Row> rows;

    Given(String name, List<Row> rows) {
      this.name = name;
      this.rows = rows;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String title() {
      return "of " + name;
    }

    @Override
    public String flags() {
      return "given flags";
    }

    @Override
    public List<Row> run(Setting setting) throws Exception {
      return rows;
    }
  }
}
