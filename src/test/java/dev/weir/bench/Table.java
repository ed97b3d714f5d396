package dev.weir.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows as people read them: on a terminal, or in Markdown. Columns without content are left out.
 */
public final class Table {
  private static final List<String> HEADINGS =
      List.of(
          "",
          "min",
          "median",
          "max",
          "unit",
          "B/op",
          "against",
          "its median",
          "ratio",
          "of the pairs",
          "target",
          "met");

  /** The columns that hold words. */
  private static final List<Integer> LEFT = List.of(0, 4, 6, 10, 11);

  private static final int NAME = 0;
  private static final int MIN = 1;

  private final List<Row> rows;
  private final List<List<String>> cells;
  private final List<Integer> columns;

  /** The rows in their order. */
  public Table(List<Row> rows) {
    this.rows = List.copyOf(rows);
    this.cells = rows.stream().map(Table::cells).toList();
    this.columns =
        IntStream.range(0, HEADINGS.size())
            .filter(
                column -> column == NAME || cells.stream().anyMatch(c -> !c.get(column).isEmpty()))
            .boxed()
            .toList();
  }

  /** For a terminal, lines with their ends. */
  public String text() {
    var widths = new int[HEADINGS.size()];
    for (int column : columns) {
      widths[column] = HEADINGS.get(column).length();
      cells.forEach(row -> widths[column] = Math.max(widths[column], row.get(column).length()));
    }
    var text = new StringBuilder(line(HEADINGS, widths, columns));
    for (int at = 0; at < rows.size(); at++) {
      text.append(
          rows.get(at) instanceof Row.Missing(var name, var why)
              ? name + " ".repeat(widths[NAME] - name.length() + 2) + why + "\n"
              : line(cells.get(at), widths, columns));
    }
    return text.toString();
  }

  /** In Markdown, lines with their ends. */
  public String markdown() {
    var text = new StringBuilder(markdownLine(columns.stream().map(HEADINGS::get).toList()));
    text.append(markdownLine(columns.stream().map(c -> LEFT.contains(c) ? "---" : "--:").toList()));
    for (int at = 0; at < rows.size(); at++) {
      var row = new ArrayList<String>();
      for (int column : columns) {
        row.add(
            column == MIN && rows.get(at) instanceof Row.Missing(_, var why)
                ? why
                : cells.get(at).get(column));
      }
      text.append(markdownLine(row));
    }
    return text.toString();
  }

  private static String markdownLine(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private static String line(List<String> cells, int[] widths, List<Integer> columns) {
    var line = new StringBuilder();
    for (int column : columns) {
      var cell = cells.get(column);
      var padding = " ".repeat(Math.max(widths[column] - cell.length(), 0));
      line.append(LEFT.contains(column) ? cell + padding : padding + cell).append("  ");
    }
    return line.toString().stripTrailing() + "\n";
  }

  private static List<String> cells(Row row) {
    return switch (row) {
      case Row.Missing missing -> {
        var cells = new ArrayList<>(List.of(missing.name()));
        while (cells.size() < HEADINGS.size()) {
          cells.add("");
        }
        yield cells;
      }
      case Row.Figure figure -> cells(figure);
    };
  }

  private static List<String> cells(Row.Figure figure) {
    var value = figure.value();
    var against = figure.against();
    var met = figure.met();
    return List.of(
        figure.name(),
        number(value.min()),
        number(value.median()),
        number(value.max()),
        figure.unit(),
        numberOrNone(figure.bytesPerOperation()),
        against == null ? "" : against.name(),
        against == null ? "" : number(against.value().median()),
        numberOrNone(figure.ratio()),
        spread(figure.ratios()),
        figure.target() == null ? "" : figure.target().toString(),
        met == null ? "" : met ? "yes" : "no");
  }

  private static String spread(@Nullable Spread spread) {
    return spread == null
        ? ""
        : number(spread.min()) + " " + number(spread.median()) + " " + number(spread.max());
  }

  private static String numberOrNone(@Nullable Double value) {
    return value == null ? "" : number(value);
  }

  /** With three digits that count, or all before the point. */
  static String number(double value) {
    double size = Math.abs(value);
    var format =
        size >= 99.95 || size < 0.0005
            ? "%,.0f"
            : size >= 9.995 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }
}
