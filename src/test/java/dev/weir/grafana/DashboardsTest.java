package dev.weir.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The files are what the records say, and Grafana can lay them out. */
class DashboardsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private record Place(int x, int y, int width, int height) {
    static Place of(JsonNode panel) {
      var at = panel.path("gridPos");
      return new Place(
          at.path("x").asInt(), at.path("y").asInt(), at.path("w").asInt(), at.path("h").asInt());
    }

    boolean overlaps(Place other) {
      return x < other.x + other.width
          && other.x < x + width
          && y < other.y + other.height
          && other.y < y + height;
    }
  }

  @Test
  void theFilesAreWhatIsGenerated() throws IOException {
    if (System.getProperty("weir.dashboards", "").equals("write")) {
      Dashboards.main(new String[0]);
    }
    var expected = new ArrayList<String>();
    for (var dashboard : Dashboards.all()) {
      expected.add(dashboard.file());
      assertThat(Dashboards.FOLDER.resolve(dashboard.file()))
          .as("written anew by -Dweir.dashboards=write")
          .hasContent(DashboardJson.of(dashboard));
    }
    try (var files = Files.list(Dashboards.FOLDER)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void panelsHaveAnIdOfTheirOwnAndAPlaceOfTheirOwn() throws IOException {
    for (var dashboard : Dashboards.all()) {
      var ids = new HashSet<Integer>();
      var places = new ArrayList<Place>();
      for (var panel : JSON.readTree(DashboardJson.of(dashboard)).path("panels")) {
        assertThat(ids.add(panel.path("id").asInt())).isTrue();
        var place = Place.of(panel);
        assertThat(place.x() + place.width()).isLessThanOrEqualTo(24);
        assertThat(places).as(panel.path("title").asText()).noneMatch(place::overlaps);
        places.add(place);
      }
      assertThat(places).hasSizeGreaterThan(10);
    }
  }

  @Test
  void everyQueryIsOfThePipelineThatIsChosen() {
    for (var dashboard : Dashboards.all()) {
      var known = dashboard.variables().stream().map(Variable::name).collect(Collectors.toSet());
      var used = new HashSet<String>();
      for (var panel : dashboard.panels().toList()) {
        for (var query : panel.queries()) {
          assertThat(query.expression())
              .contains("namespace=\"$namespace\"", "pipeline=\"$pipeline\"");
          used.addAll(variables(query.expression()));
        }
      }
      assertThat(used).isEqualTo(known);
    }
  }

  private static Set<String> variables(String expression) {
    return List.of("namespace", "pipeline", "stage").stream()
        .filter(name -> expression.contains("$" + name))
        .collect(Collectors.toSet());
  }
}
