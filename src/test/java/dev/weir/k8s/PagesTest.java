package dev.weir.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.SnapshotCodec;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages for operators say is still so. */
class PagesTest {
  private static final Path DOCS = Path.of("src", "docs");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");

  /** Words that the troubleshooting page quotes: what Weir would say. */
  private static final List<String> SYMPTOMS =
      List.of(
          "cannot listen on port",
          "waiting for Kafka: ",
          "waiting for the store: ",
          "waiting for partitions to be assigned",
          "the last view is older than 60 s",
          "no progress for 60 s: ",
          "Weir cannot reach Kafka since ",
          "does not exist",
          "cannot be read: ",
          "no event yet",
          "was written by codec version ",
          "is damaged",
          "Weir's clock was set back by ",
          "spans are not taken by the collector",
          "urn:weir:busy",
          "urn:weir:trace-not-sampled",
          "urn:weir:trace-unknown");

  private static String page(String name) throws IOException {
    return Files.readString(DOCS.resolve(name));
  }

  @Test
  void everyKeyOfTheSecretForKafkaIsExplained() throws IOException {
    var page = page("kafka-security.md");
    var variables =
        Manifests.of("production").container().getEnv().stream()
            .filter(variable -> variable.getName().startsWith("KAFKA_"))
            .toList();
    assertThat(variables).hasSizeGreaterThan(10);
    for (var variable : variables) {
      assertThat(page)
          .contains("`" + variable.getName() + "`")
          .contains("`" + variable.getValueFrom().getSecretKeyRef().getKey() + "`");
    }
  }

  @Test
  void theProbesAreAsThePageSays() throws IOException {
    var container = Manifests.of("production").container();
    assertProbe(container.getStartupProbe());
    assertProbe(container.getLivenessProbe());
    assertProbe(container.getReadinessProbe());
  }

  private static void assertProbe(Probe probe) throws IOException {
    var path = "`" + probe.getHttpGet().getPath() + "`";
    var row =
        page("kubernetes.md")
            .lines()
            .filter(line -> line.startsWith("|") && line.contains(path))
            .collect(Collectors.joining());
    assertThat(row)
        .contains("| " + probe.getPeriodSeconds() + " s |")
        .contains("| " + probe.getFailureThreshold() + " times");
  }

  @Test
  void theSnapshotVersionIsTheOneThatIsWritten() throws IOException {
    assertThat(page("upgrade.md"))
        .contains("This Weir writes version " + SnapshotCodec.VERSION + ",")
        .contains("| " + SnapshotCodec.VERSION + " |")
        .doesNotContain("| " + (SnapshotCodec.VERSION + 1) + " |");
  }

  @Test
  void symptomsAreInWeirsWords() throws IOException {
    var page = page("troubleshooting.md");
    var sources = sources();
    for (var symptom : SYMPTOMS) {
      assertThat(page).contains(symptom.strip());
      assertThat(sources.contains(symptom)).as(symptom).isTrue();
    }
  }

  private static String sources() throws IOException {
    try (var walk = Files.walk(Path.of("src", "main", "java"))) {
      return walk.filter(path -> path.toString().endsWith(".java"))
          .map(
              path -> {
                try {
                  return Files.readString(path);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              })
          .collect(Collectors.joining());
    }
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    var broken = new ArrayList<String>();
    int links = 0;
    for (var page : pages()) {
      for (var link : LINK.matcher(Files.readString(page)).results().toList()) {
        links++;
        var folder = page.toAbsolutePath().getParent();
        if (folder == null || !Files.exists(folder.resolve(link.group(1)))) {
          broken.add(page + ": " + link.group(1));
        }
      }
    }
    assertThat(links).isGreaterThan(30);
    assertThat(broken).isEmpty();
  }

  private static List<Path> pages() throws IOException {
    try (var walk = Files.walk(DOCS)) {
      return Stream.concat(
              Stream.of(Path.of("README.md"), Path.of("CHANGELOG.md")),
              walk.filter(path -> path.toString().endsWith(".md")))
          .toList();
    }
  }
}
