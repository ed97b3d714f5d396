package dev.weir.grafana;

import java.util.List;
import java.util.stream.Stream;

/**
 * One dashboard.
 *
 * @param uid its name in addresses, and of its file
 * @param variables the choices above it
 * @param rows its panels
 */
public record Dashboard(
    String uid, String title, String description, List<Variable> variables, List<Row> rows) {

  /**
   * Panels under a heading.
   *
   * @param panels from left to right, then downwards
   */
  public record Row(String title, List<Panel> panels) {
    static Row of(String title, Panel... panels) {
      return new Row(title, List.of(panels));
    }
  }

  /** The name of its file. */
  public String file() {
    return uid + ".json";
  }

  /** Every panel. */
  public Stream<Panel> panels() {
    return rows.stream().flatMap(row -> row.panels().stream());
  }

  /** Whatever it asks Prometheus: by its variables, then by its panels. */
  public List<String> expressions() {
    return Stream.concat(
            variables.stream().map(Variable::series),
            panels().flatMap(panel -> panel.queries().stream()).map(Query::expression))
        .toList();
  }
}
