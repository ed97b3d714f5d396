package dev.weir.app;

import dev.weir.api.Connections;
import dev.weir.config.ConfigFiles;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import java.io.File;
import java.net.BindException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The command line. */
@QuarkusMain
public final class Main {
  private static final String USAGE =
      """
      usage: weir [COMMAND]

        run          watch the pipeline until stopped (the default)
        check FILE   tell whether the definition in a YAML file is right, and
          --kafka HOST:PORT   whether its topics and consumer groups exist
          --sample N          what each field yields in the last N records of each topic
        probe [live|ready|started]   ask a running Weir's probe, live if none is named, and exit
                     with 0 if it is up; --url http://127.0.0.1:9000
        speed FILE   tell how fast one thread of this machine reads the definition's topics, next
                     to one that only polls; --kafka HOST:PORT, --records N, --rounds N,
                     --threads N (also with so many), --client-headers (also with records and
                     headers as Kafka's client makes them), --json
        trace ID     print the way of a message, by the id of its trace or of any of its events;
                     --url http://localhost:8080, --json; --token-file FILE (or WEIR_TOKEN), or
                     --user NAME and --password-file FILE (or WEIR_USER and WEIR_PASSWORD);
                     --ca-file FILE with the certificates to trust
        hash-password
                     read a password, print the hash for weir.users.NAME.password
        new-token    print a new token, and its hash for weir.tokens.NAME.hash
        --help       this text
        --version    the version

      Configuration: application.yaml beside the binary or in the working directory, a file named
      by WEIR_CONFIG, or environment variables.
      Exit codes: 0 done, 1 a check failed, 2 usage or configuration, 3 environment.\
      """;

  Main() {}

  /** Runs a command; ends the process. */
  public static void main(String... args) {
    var command = args.length == 0 ? "run" : args[0];
    var rest = List.of(args).subList(Math.min(1, args.length), args.length);
    switch (command) {
      case "run" -> run(rest);
      case "check" -> System.exit(check(rest));
      case "trace" -> System.exit(Trace.run(rest, System.getenv(), System.out, System.err));
      case "hash-password" ->
          System.exit(HashPassword.run(rest, System.in, System.out, System.err));
      case "new-token" -> System.exit(NewToken.run(rest, System.out, System.err));
      case "speed" -> System.exit(Speed.run(rest, System.out, System.err));
      case "probe" -> System.exit(Probe.run(rest, System.getenv(), System.out, System.err));
      case "--help", "-h", "help" -> System.out.println(USAGE);
      case "--version", "version" -> System.out.println("weir " + version());
      default -> misuse("unknown command '" + command + "', try --help");
    }
  }

  private static void run(List<String> args) {
    if (!args.isEmpty()) {
      misuse("run takes no arguments, found '" + args.getFirst() + "'");
    }
    // In development mode Quarkus itself keeps the process.
    boolean development = LaunchMode.current() == LaunchMode.DEVELOPMENT;
    if (!development) {
      Signals.exitWith(ExitCode.DONE);
    }
    var named =
        Optional.ofNullable(System.getProperty(ConfigFiles.PROPERTY))
            .or(() -> Optional.ofNullable(System.getenv("WEIR_CONFIG")))
            .filter(file -> !file.isBlank());
    try {
      ConfigFiles.load(Path.of("").toAbsolutePath(), binaryDirectory(), named.map(Path::of))
          .ifPresent(Main::misuse);
    } catch (InvalidPathException e) {
      misuse("WEIR_CONFIG: " + e.getMessage());
    }
    Connections.bound();
    Quarkus.run(WeirApplication.class, development ? null : Main::exit);
  }

  private static int check(List<String> args) {
    return switch (CheckOptions.parse(args)) {
      case CheckOptions.Parsed.Wrong(var message) -> {
        misuse(message);
        yield ExitCode.USAGE;
      }
      case CheckOptions.Parsed.Right(var options) -> Check.run(options, System.out, System.err);
    };
  }

  /** Called by Quarkus, which leaves all reporting to us, once it has stopped or did not start. */
  private static void exit(int code, @Nullable Throwable failure) {
    // A second signal makes a start that goes on fail, which nobody wants explained.
    System.exit(failure == null || Signals.stopping() ? code : explain(failure));
  }

  /** Says in one line what is wrong, if it is one of the expected things. */
  private static int explain(Throwable failure) {
    var above = failure;
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case InvalidDefinitionException invalid -> {
          System.err.println(invalid.getMessage());
          return ExitCode.USAGE;
        }
        case ConfigurationException invalid -> {
          System.err.println("weir: " + invalid.getMessage());
          return ExitCode.USAGE;
        }
        case ConfigValidationException invalid -> {
          System.err.println("weir: " + invalid.getMessage());
          return ExitCode.USAGE;
        }
        case QuarkusBindException taken -> {
          System.err.println("weir: cannot listen on port " + taken.getPort() + ", is it in use?");
          return ExitCode.ENVIRONMENT;
        }
        case BindException taken -> {
          System.err.println("weir: " + above.getMessage() + ": " + taken.getMessage());
          return ExitCode.ENVIRONMENT;
        }
        default -> above = cause;
      }
    }
    System.err.println("weir: stopped by an unforeseen error");
    failure.printStackTrace();
    return ExitCode.FAILED;
  }

  private static void misuse(String message) {
    System.err.println("weir: " + message);
    System.exit(ExitCode.USAGE);
  }

  /** Where the native executable or the jar given to {@code java -jar} lies. */
  private static Optional<Path> binaryDirectory() {
    var binary =
        System.getProperty("org.graalvm.nativeimage.imagecode") != null
            ? ProcessHandle.current().info().command()
            : Arrays.stream(System.getProperty("java.class.path", "").split(File.pathSeparator, -1))
                .filter(entry -> entry.endsWith(".jar"))
                .findFirst();
    return binary.map(Path::of).map(Path::toAbsolutePath).map(Path::getParent);
  }

  /** From the jar's manifest. */
  private static String version() {
    var version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "(development)" : version;
  }
}
