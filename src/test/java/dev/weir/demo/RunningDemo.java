package dev.weir.demo;

import dev.weir.stack.WeirProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;

/** Everything that plays in a demo, all of it owned by the {@link Belongings}. */
final class RunningDemo {
  private final Console console;
  private final Infrastructure infrastructure;
  private final PlatformRun platform;
  private final WeirProcess weir;

  private RunningDemo(
      Console console, Infrastructure infrastructure, PlatformRun platform, WeirProcess weir) {
    this.console = console;
    this.infrastructure = infrastructure;
    this.platform = platform;
    this.weir = weir;
  }

  /**
   * Starts everything, telling how far it is.
   *
   * @throws dev.weir.stack.StartException if one of our processes does not start
   */
  static RunningDemo start(
      Options options, Console console, InstantSource clock, Belongings belongings)
      throws EnvironmentException {
    console.say("Starting Kafka and Redis ...");
    long begin = System.nanoTime();
    Infrastructure infrastructure = new Infrastructure(options, belongings);
    infrastructure.start();
    console.say("  Kafka     " + infrastructure.bootstrap());
    console.say("  Redis     " + infrastructure.redisUrl() + took(begin));

    PlatformRun platform =
        belongings.add(
            PlatformRun.start(
                clock,
                infrastructure.bootstrap(),
                options.seed(),
                options.rate(),
                options.scenario()));
    console.say("  Platform  five services, " + options.rate() + " ticks/s");

    console.say("Starting Weir ...");
    begin = System.nanoTime();
    WeirProcess weir = belongings.add(weir(options, infrastructure));
    RunningDemo demo = new RunningDemo(console, infrastructure, platform, weir);
    String control = demo.control(options.controlPort(), belongings);
    weir.start();
    weir.awaitReady();
    console.say("  Weir      ready" + took(begin));
    demo.introduce(options, control);
    demo.listen();
    return demo;
  }

  /** Weir's answer to the question for the pipeline's health. */
  WeirProcess.Reply health() {
    return weir.get("/monitoring/health");
  }

  /** What to say if something has died without which there is no demo. */
  Optional<String> obituary() {
    infrastructure.redisObituary().ifPresent(console::event);
    if (!weir.process().isAlive()) {
      return Optional.of("Weir has died; the end of its log:\n" + weir.process().tail());
    }
    return infrastructure
        .obituary()
        .or(() -> platform.failure().map(cause -> "The simulated platform has died: " + cause));
  }

  private static WeirProcess weir(Options options, Infrastructure infrastructure) {
    return new WeirProcess(definition())
        .kafka(infrastructure.bootstrap())
        .redis(infrastructure.redisUrl())
        .property("weir.namespace", infrastructure.namespace())
        .property("weir.store", "redis")
        .ports(options.port(), options.managementPort());
  }

  private static String definition() {
    try (InputStream yaml = RunningDemo.class.getResourceAsStream("/demo.yaml")) {
      if (yaml == null) {
        throw new IllegalStateException("demo.yaml is not on the class path");
      }
      return new String(yaml.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String control(int port, Belongings belongings) throws EnvironmentException {
    try {
      return belongings.add(ControlServer.start(port, platform, this::announce)).url();
    } catch (IOException e) {
      throw new EnvironmentException("cannot listen on control port " + port + ": " + e);
    }
  }

  private void introduce(Options options, String control) {
    console.say("");
    console.say("  Page      " + weir.url() + "/");
    console.say("  Health    " + weir.url() + "/monitoring/health");
    console.say("  Metrics   " + weir.managementUrl() + "/metrics");
    console.say("  Scenario  " + described(platform.scenario()));
    console.say(
        "  Another   type its name and Enter, or: curl -X POST " + control + "/scenario/NAME");
    console.say("            " + Scenario.labels());
    Duration limit = options.limit();
    console.say(
        limit == null
            ? "  Stop      Ctrl-C"
            : "  Stop      Ctrl-C, or by itself after " + limit.toSeconds() + " s");
    console.say("");
  }

  /** Reads scenarios from standard input, for as long as there is one. */
  private void listen() {
    Thread thread = new Thread(this::readScenarios, "demo-input");
    thread.setDaemon(true);
    thread.start();
  }

  private void readScenarios() {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (!line.isBlank()) {
          play(line);
        }
      }
    } catch (IOException e) {
      // Nobody types any more.
    }
  }

  private void play(String label) {
    Optional<Scenario> scenario = Scenario.of(label);
    if (scenario.isPresent()) {
      platform.scenario(scenario.get());
      announce(scenario.get());
    } else {
      console.say("unknown scenario " + label.strip() + "; one of " + Scenario.labels());
    }
  }

  private void announce(Scenario scenario) {
    console.event("scenario " + described(scenario));
  }

  private static String described(Scenario scenario) {
    return scenario.label() + ": " + scenario.description();
  }

  private static String took(long beginNanos) {
    return String.format(Locale.ROOT, "  (%.1f s)", (System.nanoTime() - beginNanos) / 1e9);
  }
}
