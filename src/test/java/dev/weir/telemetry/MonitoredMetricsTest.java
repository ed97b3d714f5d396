package dev.weir.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.grafana.Dashboards;
import dev.weir.monitoring.MonitoringFiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Rules and dashboards ask for metrics and recordings that there are, by labels that they have. */
class MonitoredMetricsTest {
  private static final Pattern METRIC = Pattern.compile("\\bweir_[a-z_]+");
  private static final Pattern RECORDED = Pattern.compile("\\bweir:[a-z0-9_:]+");
  private static final Pattern SELECTOR =
      Pattern.compile("\\b(weir_[a-z_]+)\\{((?:[^{}\"]|\"[^\"]*\")*)}");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)\\s*\"");

  private static List<String> expressions() {
    var all = new ArrayList<String>();
    for (var kind : List.of("alert", "record")) {
      for (JsonNode rule : MonitoringFiles.rules(kind)) {
        all.add(rule.path("expr").asText());
      }
    }
    Dashboards.all().forEach(dashboard -> all.addAll(dashboard.expressions()));
    return all;
  }

  @Test
  void everyMetricIsInTheCatalogueOrRecorded() {
    var families = Arrays.stream(Family.values()).map(Family::metric).collect(Collectors.toSet());
    var recorded = new HashSet<String>();
    MonitoringFiles.rules("record").forEach(rule -> recorded.add(rule.path("record").asText()));
    var asked = new HashSet<String>();
    for (var expression : expressions()) {
      METRIC.matcher(expression).results().map(one -> base(one.group())).forEach(asked::add);
      RECORDED
          .matcher(expression)
          .results()
          .map(one -> one.group())
          .forEach(name -> assertThat(recorded).as(expression).contains(name));
    }
    assertThat(families).containsAll(asked);
    // Whatever there is to be seen is shown somewhere.
    var unseen = new HashSet<>(families);
    unseen.removeAll(asked);
    assertThat(unseen).isEmpty();
  }

  @Test
  void everyLabelIsOneOfTheMetrics() {
    int checked = 0;
    for (var expression : expressions()) {
      for (var selector : SELECTOR.matcher(expression).results().toList()) {
        var family =
            Arrays.stream(Family.values())
                .filter(one -> one.metric().equals(base(selector.group(1))))
                .findFirst()
                .orElseThrow();
        var labels = new HashSet<>(family.labels());
        labels.addAll(Set.of("job", "instance", "le"));
        if (family.ofPipeline()) {
          labels.addAll(Set.of("namespace", "pipeline"));
        }
        for (var label : LABEL.matcher(selector.group(2)).results().toList()) {
          assertThat(labels).as(expression).contains(label.group(1));
          checked++;
        }
      }
    }
    assertThat(checked).isGreaterThan(20);
  }

  private static String base(String series) {
    return series.replaceAll("(?<=_seconds)_(?:bucket|count|sum)$", "");
  }
}
