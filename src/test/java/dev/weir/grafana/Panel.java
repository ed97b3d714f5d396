package dev.weir.grafana;

import java.util.List;

/**
 * One picture.
 *
 * @param kind what is drawn
 * @param title a few words
 * @param description what it shows and from when on it is bad
 * @param width of the 24 columns of a dashboard
 * @param height in Grafana's rows
 */
public record Panel(
    Kind kind,
    String title,
    String description,
    Look look,
    int width,
    int height,
    List<Query> queries) {

  /** What is drawn. */
  enum Kind {
    /** The last value of each series, large. */
    STAT("stat"),
    /** Lines over time. */
    GRAPH("timeseries"),
    /** Bars over time, coloured by what a value means. */
    TIMELINE("state-timeline");

    private final String type;

    Kind(String type) {
      this.type = type;
    }

    /** Grafana's name of it. */
    String type() {
      return type;
    }
  }

  /** Checks that it can be read. */
  public Panel {
    queries = List.copyOf(queries);
    if (queries.isEmpty() || title.isBlank() || !description.endsWith(".")) {
      throw new IllegalArgumentException(
          "panel \"" + title + "\" needs queries, a title and a description");
    }
  }

  static Panel stat(String title, String description, Look look, Query... queries) {
    return new Panel(Kind.STAT, title, description, look, 4, 4, List.of(queries));
  }

  static Panel graph(String title, String description, Look look, Query... queries) {
    return new Panel(Kind.GRAPH, title, description, look, 8, 8, List.of(queries));
  }

  static Panel timeline(String title, String description, Look look, Query... queries) {
    return new Panel(Kind.TIMELINE, title, description, look, 12, 7, List.of(queries));
  }

  Panel wide(int columns) {
    return new Panel(kind, title, description, look, columns, height, queries);
  }
}
