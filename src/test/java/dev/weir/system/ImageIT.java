package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.image.Dockerfile;
import dev.weir.image.RootFilesystem;
import dev.weir.k8s.Manifests;
import dev.weir.stack.ChildProcess;
import dev.weir.stack.FreePorts;
import dev.weir.stack.KafkaServer;
import dev.weir.stack.Reaper;
import dev.weir.stack.WeirProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The native executable in the root file system of its image and nothing else: to read only, as a
 * user without a name on this machine, without capabilities, as the manifests have it run.
 * Container engines need not be there, so the kernel is asked for all of that directly.
 */
class ImageIT {
  /** What images may hold beside glibc and zlib. */
  private static final List<String> OURS =
      List.of("/weir", "/etc/passwd", "/etc/group", "/etc/nsswitch.conf");

  private static final String GLIBC_AND_ZLIB =
      "/lib.*/(ld-linux-[\\w-]+|lib(c|m|pthread|dl|rt|resolv|nss_dns|nss_files|z))\\.so\\.\\d";

  /** As a runtime does it: what the kernel gives, a definition, and the rest cannot be changed. */
  private static final String CONTAINER =
      """
      set -eu
      root=$1 definition=$2
      shift 2
      mount --bind "$root" "$root"
      mount --rbind /proc "$root/proc"
      mount -t tmpfs -o size=1m tmpfs "$root/dev"
      for device in null zero random urandom; do
        : >"$root/dev/$device"
        mount --bind "/dev/$device" "$root/dev/$device"
      done
      mount -t tmpfs -o size=32m,mode=1777 tmpfs "$root/tmp"
      mount --bind "$definition" "$root/etc/weir"
      mount -o remount,bind,ro "$root"
      cd "$root"
      exec env -i "$@"
      """;

  private static final String USER = "65532";

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final int page = FreePorts.next();
  private final int management = FreePorts.next();

  @Test
  void theExecutableReadsInAnEmptyRootFileSystem() throws Exception {
    var root = root();
    try (var kafka = KafkaServer.running();
        var weir = start(root, kafka.bootstrap())) {
      kafka.createTopics(Workload.TOPICS.values(), 2, Map.of());
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(status("/health/ready")).as(weir.tail()).isEqualTo(200));
      assertThat(status("/health/live")).isEqualTo(200);
      assertThat(restrictions(weir.pid()))
          .containsEntry("Uid", "65532 65532 65532 65532")
          .containsEntry("Gid", "65532 65532 65532 65532")
          .containsEntry("Groups", "")
          .containsEntry("CapEff", "0000000000000000")
          .containsEntry("CapPrm", "0000000000000000")
          .containsEntry("CapInh", "0000000000000000")
          .containsEntry("CapAmb", "0000000000000000")
          .containsEntry("NoNewPrivs", "1");
      assertThat(Files.readAllLines(Path.of("/proc/" + weir.pid() + "/mountinfo")))
          .as("its root is to read only")
          .anyMatch(line -> line.matches("\\d+ \\d+ \\S+ \\S+ / ro\\b.*"));

      // Each by a library of its own, which is unpacked to /tmp, but for gzip.
      long written = 0;
      for (var compression : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
        try (var workload = new Workload(kafka.bootstrap(), 11, compression)) {
          workload.write(200);
          written += 200;
        }
      }
      long expected = written;
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(events()).as(weir.tail()).isEqualTo(expected));
      assertThat(healthCheck(weir.pid())).isZero();

      weir.terminate();
      assertThat(weir.awaitExit(Duration.ofSeconds(15))).isTrue();
      assertThat(weir.exitValue()).as(weir.tail()).isZero();
    } finally {
      http.shutdownNow();
    }
  }

  /** The root of the image, of which both Dockerfiles make the same. */
  private Path root() throws IOException {
    var executable = System.getProperty(WeirProcess.BINARY, "");
    assumeTrue(!executable.isEmpty(), "no native executable was built");
    assumeTrue(
        "root".equals(System.getProperty("user.name"))
            && Files.exists(Path.of("/proc/self/ns/mnt")),
        "only root on Linux may make root file systems");
    var built = Files.createDirectory(folder.resolve("native"));
    var outside = Files.createDirectory(folder.resolve("micro"));
    var root = RootFilesystem.of("native", Path.of(executable), built);
    var files = RootFilesystem.files(root);
    assertThat(files)
        .isEqualTo(
            RootFilesystem.files(RootFilesystem.of("native-micro", Path.of(executable), outside)));
    assertThat(files).containsAll(OURS);
    files.removeAll(OURS);
    assertThat(files).isNotEmpty().allMatch(file -> file.matches(GLIBC_AND_ZLIB));
    // Where a runtime mounts what the kernel gives, and the ConfigMap.
    for (var mounted : List.of("proc", "dev", "etc/weir")) {
      Files.createDirectory(root.resolve(mounted));
    }
    return root;
  }

  private ChildProcess start(Path root, String bootstrap) throws IOException {
    var manifests = Manifests.of("dev");
    var definition = Files.createDirectory(folder.resolve("definition"));
    Files.writeString(definition.resolve("weir.yaml"), manifests.definition());
    var image = Dockerfile.read("native").image();
    var variables = new LinkedHashMap<>(image.environment());
    for (var variable : manifests.container().getEnv()) {
      if (variable.getValue() != null) {
        variables.put(variable.getName(), variable.getValue());
      }
    }
    variables.put("KAFKA_BOOTSTRAP_SERVERS", bootstrap);
    variables.put("QUARKUS_HTTP_PORT", Integer.toString(page));
    variables.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(management));
    var command =
        new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", CONTAINER, "container"));
    command.add(root.toString());
    command.add(definition.toString());
    variables.forEach((name, value) -> command.add(name + "=" + value));
    // Whoever changes the root needs a capability, which goes with the change of the user.
    command.addAll(List.of("/usr/bin/setpriv", "--no-new-privs", "--inh-caps=-all"));
    command.addAll(
        List.of(tool("chroot"), "--userspec=+" + USER + ":+" + USER, "--groups=", root.toString()));
    command.addAll(image.entrypoint());
    return ChildProcess.start(
        Reaper.shared(), "Weir", command, Map.of(), folder.resolve("weir.log"));
  }

  private static String tool(String name) {
    return List.of("/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/").stream()
        .map(place -> place + name)
        .filter(path -> Files.isExecutable(Path.of(path)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no " + name + " on this machine"));
  }

  /** The image's health check, run where the process runs, as a container engine does. */
  private int healthCheck(long pid) throws IOException, InterruptedException {
    var command =
        new ArrayList<>(List.of("nsenter", "-t", Long.toString(pid), "--mount", "--root", "--wd"));
    command.addAll(List.of("-S", USER, "-G", USER));
    command.addAll(Dockerfile.read("native").image().healthCheck());
    var builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("QUARKUS_MANAGEMENT_PORT", Integer.toString(management));
    var process = builder.start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("ends by itself").isTrue();
    return process.exitValue();
  }

  private static Map<String, String> restrictions(long pid) throws IOException {
    var found = new LinkedHashMap<String, String>();
    for (var line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      int colon = line.indexOf(':');
      found.put(line.substring(0, colon), line.substring(colon + 1).strip().replace('\t', ' '));
    }
    return found;
  }

  private int status(String path) {
    try {
      return get("http://127.0.0.1:" + management + path).statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  private long events() throws IOException {
    var answer = get("http://127.0.0.1:" + page + "/monitoring/pipeline");
    long events = 0;
    for (var stage : new ObjectMapper().readTree(answer.body()).path("stages")) {
      events += stage.path("events").asLong();
    }
    return events;
  }

  private HttpResponse<String> get(String url) throws IOException {
    try {
      var request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(5)).build();
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
