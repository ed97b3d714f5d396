package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** Everything that is shipped with the program has a licence that it may be shipped under. */
class LicencesIT {
  private static final Path SHIPPED = Path.of("target/quarkus-app/quarkus-app-dependencies.txt");

  /** How those that we accept name themselves; of several that are offered, one is enough. */
  private static final Pattern ACCEPTED =
      Pattern.compile(
          "(?i).*(apache.*2|apache-2[.]0|\\bmit\\b|mit-0|bsd|eclipse public license.*(2[.]0|v[. ]*2)|epl[- ]2[.]0"
              + "|eclipse distribution license|edl 1[.]0|\\bcc0\\b|public domain|universal permissive|\\bupl\\b).*");

  private static final int MOST_PARENTS = 8;

  /** A dependency's place in Maven's repository. */
  private record Coordinates(String group, String artifact, String version) {
    Path pom() {
      return repository()
          .resolve(group.replace('.', '/'))
          .resolve(artifact)
          .resolve(version)
          .resolve(artifact + "-" + version + ".pom");
    }

    @Override
    public String toString() {
      return group + ":" + artifact + ":" + version;
    }
  }

  @Test
  void eachIsAccepted() throws Exception {
    var shipped = shipped();
    assertThat(shipped).hasSizeGreaterThan(50);
    var refused = new TreeMap<String, List<String>>();
    for (var each : shipped) {
      var licences = licences(each);
      if (licences.stream().noneMatch(name -> ACCEPTED.matcher(name).matches())) {
        refused.put(each.toString(), licences);
      }
    }
    assertThat(refused).isEmpty();
  }

  /** As Quarkus lists them: {@code group:artifact::type:version}. */
  private static List<Coordinates> shipped() throws IOException {
    return Files.readAllLines(SHIPPED).stream()
        .filter(line -> !line.startsWith("dev.weir:") && line.contains(":"))
        .map(line -> line.split(":", -1))
        .map(parts -> new Coordinates(parts[0], parts[1], parts[parts.length - 1]))
        .toList();
  }

  private static Path repository() {
    var set = System.getProperty("maven.repo.local", "");
    return set.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".m2", "repository")
        : Path.of(set);
  }

  /** Of the POM, or of the nearest parent that names some. */
  private static List<String> licences(Coordinates of) throws Exception {
    var at = of;
    for (int depth = 0; depth < MOST_PARENTS; depth++) {
      var project =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(at.pom().toFile())
              .getDocumentElement();
      var names = new ArrayList<String>();
      for (var licences : children(project, "licenses")) {
        for (var licence : children(licences, "license")) {
          children(licence, "name").forEach(name -> names.add(name.getTextContent().strip()));
          children(licence, "url").forEach(url -> names.add(url.getTextContent().strip()));
        }
      }
      var parents = children(project, "parent");
      if (!names.isEmpty() || parents.isEmpty()) {
        return names;
      }
      var parent = parents.getFirst();
      at =
          new Coordinates(
              text(parent, "groupId"), text(parent, "artifactId"), text(parent, "version"));
    }
    return List.of();
  }

  private static String text(Element element, String name) {
    return children(element, name).getFirst().getTextContent().strip();
  }

  private static List<Element> children(Element element, String name) {
    var found = new ArrayList<Element>();
    for (var child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child instanceof Element each && each.getTagName().equals(name)) {
        found.add(each);
      }
    }
    return found;
  }
}
