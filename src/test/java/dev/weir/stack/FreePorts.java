package dev.weir.stack;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Ports to listen on. They lie below the range that kernels give to outgoing connections: a client
 * that retries a port of that range while its server is down may end up connected to itself, and
 * the server then finds its port taken.
 */
public final class FreePorts {
  private static final int FIRST = 15_000;
  private static final int END = 32_000;
  private static final int TRIES = 1000;

  // Test JVMs that run at the same time have ports of their own, also while nobody listens there.
  private static final int FORKS = 2;
  private static final @Nullable Integer FORK = fork();

  private static final Set<Integer> GIVEN = new HashSet<>();

  private FreePorts() {}

  /** A port that nobody listens on now and that was not given before by this JVM. */
  public static synchronized int next() {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      if (isOurs(port) && !GIVEN.contains(port) && isFree(port)) {
        GIVEN.add(port);
        return port;
      }
    }
    throw new IllegalStateException("no free port between " + FIRST + " and " + END);
  }

  private static @Nullable Integer fork() {
    var number = System.getProperty("weir.fork");
    return number == null ? null : Integer.valueOf(number);
  }

  private static boolean isOurs(int port) {
    return FORK == null || port % FORKS == FORK % FORKS;
  }

  /** Whether a server could listen on this port now, on every address. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
