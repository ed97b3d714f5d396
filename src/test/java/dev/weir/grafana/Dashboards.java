package dev.weir.grafana;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * All dashboards. After a change, write them anew:
 *
 * <pre>{@code ./mvnw test -Dtest=DashboardsTest -Dweir.dashboards=write}</pre>
 */
public final class Dashboards {
  /** Where their files are, relative to the repository's root. */
  public static final Path FOLDER = Path.of("monitoring", "grafana", "dashboards");

  /** What selects the series of the pipeline that was chosen. */
  static final String CHOSEN = "namespace=\"$namespace\",pipeline=\"$pipeline\"";

  /** Alerts of the pipeline that fire. */
  static final String ALERTS = "ALERTS{" + CHOSEN + ",alertstate=\"firing\"}";

  private Dashboards() {}

  /** Every dashboard. */
  public static List<Dashboard> all() {
    return List.of(
        OverviewDashboard.dashboard(), StageDashboard.dashboard(), ItselfDashboard.dashboard());
  }

  /** Restricts series that do not tell their pipeline to the replicas of the one chosen. */
  static String ofReplicas(String series) {
    return series + " and on (job, instance) weir:replica{" + CHOSEN + "}";
  }

  /** Writes the files. */
  public static void main(String[] args) throws IOException {
    Files.createDirectories(FOLDER);
    for (var dashboard : all()) {
      Files.writeString(FOLDER.resolve(dashboard.file()), DashboardJson.of(dashboard));
    }
  }
}
