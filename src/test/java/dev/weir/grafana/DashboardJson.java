package dev.weir.grafana;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A dashboard as Grafana reads it. The same dashboard gives the same text. */
final class DashboardJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int COLUMNS = 24;

  /** Later versions of Grafana read it as well, and take it over into their own. */
  private static final int SCHEMA = 39;

  private final Dashboard dashboard;
  private final ArrayNode panels = JSON.createArrayNode();
  private int y;

  private DashboardJson(Dashboard dashboard) {
    this.dashboard = dashboard;
  }

  static String of(Dashboard dashboard) {
    var indenter = new DefaultIndenter("  ", "\n");
    var printer =
        new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
    try {
      return JSON.writer(printer).writeValueAsString(new DashboardJson(dashboard).tree()) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private ObjectNode tree() {
    dashboard.rows().forEach(this::row);
    var tree = JSON.createObjectNode();
    tree.put("uid", dashboard.uid());
    tree.put("title", dashboard.title());
    tree.put("description", dashboard.description());
    tree.putArray("tags").add("weir");
    tree.put("schemaVersion", SCHEMA);
    tree.put("editable", false);
    tree.put("graphTooltip", 1);
    tree.put("refresh", "10s");
    tree.put("timezone", "browser");
    tree.putObject("time").put("from", "now-1h").put("to", "now");
    tree.set("links", links());
    tree.putObject("templating").set("list", variables());
    tree.set("annotations", annotations());
    tree.set("panels", panels);
    return tree;
  }

  private static ArrayNode links() {
    var links = JSON.createArrayNode();
    links
        .addObject()
        .put("type", "dashboards")
        .put("title", "Weir")
        .put("asDropdown", false)
        .put("includeVars", true)
        .put("keepTime", true)
        .putArray("tags")
        .add("weir");
    return links;
  }

  private ArrayNode variables() {
    var list = JSON.createArrayNode();
    list.addObject()
        .put("name", "datasource")
        .put("label", "Prometheus")
        .put("type", "datasource")
        .put("query", "prometheus");
    for (var variable : dashboard.variables()) {
      var query = "label_values(" + variable.series() + ", " + variable.name() + ")";
      var node =
          list.addObject()
              .put("name", variable.name())
              .put("label", variable.title())
              .put("type", "query")
              .put("query", query)
              .put("definition", query)
              .put("refresh", 2)
              .put("sort", 1)
              .put("multi", variable.many())
              .put("includeAll", variable.many());
      datasource(node);
      if (variable.many()) {
        node.put("allValue", ".*");
        node.putObject("current").put("text", "All").put("value", "$__all");
      }
    }
    return list;
  }

  /** Alerts that fire, as marks over all graphs. */
  private static ObjectNode annotations() {
    var annotations = JSON.createObjectNode();
    var alerts =
        annotations
            .putArray("list")
            .addObject()
            .put("name", "Alerts")
            .put("enable", true)
            .put("iconColor", "red")
            .put("expr", Dashboards.ALERTS)
            .put("titleFormat", "{{alertname}}")
            .put("textFormat", "{{stage}} {{instance}}")
            .put("step", "60s");
    datasource(alerts);
    return annotations;
  }

  private void row(Dashboard.Row row) {
    var heading = panels.addObject().put("id", panels.size()).put("type", "row");
    heading.put("title", row.title()).put("collapsed", false).putArray("panels");
    place(heading, 0, COLUMNS, 1);
    y++;
    int x = 0;
    int tallest = 0;
    for (var panel : row.panels()) {
      if (x + panel.width() > COLUMNS) {
        x = 0;
        y += tallest;
        tallest = 0;
      }
      panel(panel, x);
      x += panel.width();
      tallest = Math.max(tallest, panel.height());
    }
    y += tallest;
  }

  private void place(ObjectNode panel, int x, int width, int height) {
    panel.putObject("gridPos").put("x", x).put("y", y).put("w", width).put("h", height);
  }

  private void panel(Panel panel, int x) {
    var node = panels.addObject().put("id", panels.size()).put("type", panel.kind().type());
    node.put("title", panel.title()).put("description", panel.description());
    datasource(node);
    place(node, x, panel.width(), panel.height());
    var targets = node.putArray("targets");
    for (var query : panel.queries()) {
      var target =
          targets
              .addObject()
              .put("refId", String.valueOf((char) ('A' + targets.size() - 1)))
              .put("expr", query.expression())
              .put("legendFormat", query.legend())
              .put("exemplar", query.exemplars());
      boolean instant = panel.kind() == Panel.Kind.STAT;
      target.put("instant", instant).put("range", !instant);
      datasource(target);
    }
    var config = node.putObject("fieldConfig");
    config.set("defaults", defaults(panel));
    config.putArray("overrides");
    node.set("options", options(panel.kind()));
  }

  private static ObjectNode defaults(Panel panel) {
    var look = panel.look();
    var defaults = JSON.createObjectNode().put("unit", look.unit());
    if (look.decimals() >= 0) {
      defaults.put("decimals", look.decimals());
    }
    defaults
        .putObject("color")
        .put("mode", panel.kind() == Panel.Kind.GRAPH ? "palette-classic" : "thresholds");
    var thresholds = defaults.putObject("thresholds").put("mode", "absolute");
    var steps = thresholds.putArray("steps");
    steps.addObject().put("color", "green").putNull("value");
    look.limits()
        .forEach(limit -> steps.addObject().put("color", limit.color()).put("value", limit.from()));
    var mappings = defaults.putArray("mappings");
    if (!look.meanings().isEmpty()) {
      var values = mappings.addObject().put("type", "value").putObject("options");
      for (var meaning : look.meanings()) {
        values
            .putObject(String.valueOf(meaning.value()))
            .put("text", meaning.text())
            .put("color", meaning.color())
            .put("index", values.size() - 1);
      }
    }
    var custom = defaults.putObject("custom");
    switch (panel.kind()) {
      case STAT -> {}
      case GRAPH ->
          custom
              .put("lineWidth", 1)
              .put("fillOpacity", 10)
              .put("showPoints", "never")
              .put("spanNulls", false)
              .putObject("thresholdsStyle")
              .put("mode", look.limits().isEmpty() ? "off" : "line");
      case TIMELINE -> custom.put("fillOpacity", 80).put("lineWidth", 0);
    }
    return defaults;
  }

  private static ObjectNode options(Panel.Kind kind) {
    var options = JSON.createObjectNode();
    switch (kind) {
      case STAT -> {
        options.put("colorMode", "background").put("graphMode", "none").put("textMode", "auto");
        options.put("justifyMode", "auto").put("orientation", "auto");
        options
            .putObject("reduceOptions")
            .put("values", false)
            .putArray("calcs")
            .add("lastNotNull");
      }
      case GRAPH -> {
        options.putObject("tooltip").put("mode", "multi").put("sort", "desc");
        var legend = options.putObject("legend").put("displayMode", "table");
        legend.put("placement", "bottom").put("showLegend", true);
        legend.putArray("calcs").add("lastNotNull").add("max");
      }
      case TIMELINE -> {
        options.put("mergeValues", true).put("showValue", "auto").put("rowHeight", 0.9);
        options.putObject("tooltip").put("mode", "single");
        options.putObject("legend").put("displayMode", "list").put("placement", "bottom");
      }
    }
    return options;
  }

  private static void datasource(ObjectNode node) {
    node.putObject("datasource").put("type", "prometheus").put("uid", "${datasource}");
  }
}
