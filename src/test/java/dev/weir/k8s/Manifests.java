package dev.weir.k8s;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What an overlay comes to: rendered by {@code kubectl kustomize}, or, where there is no kubectl,
 * the files that it is made of, without the overlay's patches.
 */
public final class Manifests {
  /** Where they are. */
  public static final Path ROOT = Path.of("k8s");

  /** The file with the definition, in each overlay and in the map that Kubernetes gets. */
  static final String DEFINITION = "weir.yaml";

  private static final int LIMIT_SECONDS = 60;

  private final boolean rendered;
  private final String definition;
  private final List<HasMetadata> documents;

  private Manifests(boolean rendered, String definition, List<HasMetadata> documents) {
    this.rendered = rendered;
    this.definition = definition;
    this.documents = documents;
  }

  /**
   * Reads an overlay.
   *
   * @param overlay its folder's name
   * @throws IOException if it cannot be rendered, or is not what Kubernetes would take
   */
  public static Manifests of(String overlay) throws IOException {
    var folder = ROOT.resolve("overlays").resolve(overlay);
    if (!canRender()) {
      System.err.println(
          "kubectl is not on the PATH: "
              + folder
              + " was not rendered, its files are read as they are");
      return new Manifests(false, Files.readString(folder.resolve(DEFINITION)), raw(overlay));
    }
    var documents = parse(folder.toString(), render(folder));
    var maps =
        documents.stream().filter(ConfigMap.class::isInstance).map(ConfigMap.class::cast).toList();
    var definition = maps.size() == 1 ? maps.getFirst().getData().get(DEFINITION) : null;
    if (definition == null) {
      throw new IOException(folder + ": no single ConfigMap with " + DEFINITION);
    }
    return new Manifests(true, definition, documents);
  }

  /** Whether there is a kubectl. */
  static boolean canRender() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
  }

  /** Every file below {@link #ROOT} that is a manifest of its own or a patch of one. */
  static List<Path> files() throws IOException {
    try (var walk = Files.walk(ROOT)) {
      return walk.filter(path -> path.toString().endsWith(".yaml"))
          .filter(path -> !path.endsWith("kustomization.yaml") && !path.endsWith(DEFINITION))
          .sorted()
          .toList();
    }
  }

  /** The documents of a text in their types; {@code where} is for the complaint. */
  static List<HasMetadata> parse(String where, String text) throws IOException {
    var documents = new ArrayList<HasMetadata>();
    for (var tree : StrictYaml.trees(text)) {
      try {
        documents.add(StrictYaml.typed(tree));
      } catch (IOException e) {
        throw new IOException(where + ": " + tree.path("kind").asText() + ": " + e.getMessage(), e);
      }
    }
    return documents;
  }

  private static List<HasMetadata> raw(String overlay) throws IOException {
    var documents = new ArrayList<HasMetadata>();
    for (var file : files()) {
      boolean base = !file.startsWith(ROOT.resolve("overlays"));
      boolean namespace = file.endsWith(Path.of(overlay, "namespace.yaml"));
      boolean wanted = overlay.equals("production") || !file.startsWith(ROOT.resolve("components"));
      if ((base && wanted) || namespace) {
        documents.addAll(parse(file.toString(), Files.readString(file)));
      }
    }
    return documents;
  }

  private static String render(Path folder) throws IOException {
    var errors = Files.createTempFile("kustomize", ".log");
    try {
      var process =
          new ProcessBuilder("kubectl", "kustomize", folder.toString())
              .redirectError(errors.toFile())
              .start();
      var text = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException("kubectl kustomize " + folder + ": " + Files.readString(errors));
      }
      return text;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      Files.delete(errors);
    }
  }

  /** Whether patches, names and namespaces are in it. */
  boolean isRendered() {
    return rendered;
  }

  /** The pipeline's definition. */
  public String definition() {
    return definition;
  }

  /** All of a kind. */
  <T extends HasMetadata> List<T> all(Class<T> kind) {
    return documents.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The only one of a kind. */
  <T extends HasMetadata> T the(Class<T> kind) {
    var all = all(kind);
    if (all.size() != 1) {
      throw new IllegalStateException(all.size() + " of " + kind.getSimpleName());
    }
    return all.getFirst();
  }

  /** The only Deployment. */
  public Deployment deployment() {
    return the(Deployment.class);
  }

  /** The only container of the only Deployment. */
  public Container container() {
    var containers = deployment().getSpec().getTemplate().getSpec().getContainers();
    if (containers.size() != 1) {
      throw new IllegalStateException(containers.size() + " containers");
    }
    return containers.getFirst();
  }
}
