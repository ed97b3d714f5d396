package dev.weir.stack;

import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Starts processes and makes temporary folders that cannot outlive this JVM, not even after {@code
 * kill -9}: a small shell reads from a pipe what it has to clean up, and the end of the pipe, which
 * the kernel brings about however we end, is its signal to do so.
 */
public final class Reaper implements AutoCloseable {

  // INT, TERM and HUP reach the whole process group of a terminal; the reaper has to outlive it.
  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      newline='
      '
      pids=' '
      dirs=''
      while IFS= read -r line; do
        case $line in
          'pid '*) pids="$pids${line#pid } " ;;
          'done pid '*)
            pid=${line#done pid }
            case $pids in *" $pid "*) pids="${pids%% $pid *} ${pids#* $pid }" ;; esac ;;
          'dir '*) dirs="$dirs${line#dir }$newline" ;;
        esac
      done
      [ "$pids" = ' ' ] || kill -9 $pids
      printf '%s' "$dirs" | while IFS= read -r dir; do
        tries=0
        until rm -rf -- "$dir" || [ $tries -ge 20 ]; do
          tries=$((tries + 1))
          sleep 0.1 || sleep 1
        done
      done
      """;

  private static @Nullable Reaper shared;

  private final Process shell;
  private final Writer orders;
  private boolean closed;

  /** Starts the shell. */
  public Reaper() throws IOException {
    shell =
        new ProcessBuilder("/bin/sh", "-c", SCRIPT)
            .directory(new File("/"))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    orders = shell.outputWriter(StandardCharsets.UTF_8);
  }

  /** The one that everything in this JVM shares; started on first use, cleans up when we end. */
  public static synchronized Reaper shared() throws IOException {
    Reaper reaper = shared;
    if (reaper == null) {
      reaper = new Reaper();
      shared = reaper;
    }
    return reaper;
  }

  /**
   * Starts a process that will be killed when we end.
   *
   * @throws IOException if it cannot be started, or this reaper is closed
   */
  public synchronized Process start(ProcessBuilder builder) throws IOException {
    requireOpen();
    Process process = builder.start();
    try {
      order("pid " + process.pid());
    } catch (IOException e) {
      process.destroyForcibly();
      throw e;
    }
    var _ = process.onExit().thenRun(() -> forget(process.pid()));
    return process;
  }

  /** Makes a folder in the system's temporary one that will be removed when we end. */
  public synchronized Path directory(String prefix) throws IOException {
    requireOpen();
    Path directory = Files.createTempDirectory(prefix);
    order("dir " + directory);
    return directory;
  }

  /** Kills every process, removes every folder, and starts nothing from now on. */
  @Override
  public void close() throws IOException {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      orders.close();
    }
    try {
      shell.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The shell's process id. */
  public long pid() {
    return shell.pid();
  }

  private synchronized void forget(long pid) {
    if (closed) {
      return;
    }
    try {
      order("done pid " + pid);
    } catch (IOException e) {
      // The shell is gone, and with it whatever it could have done to this pid.
    }
  }

  private void requireOpen() throws IOException {
    if (closed) {
      throw new IOException("closed");
    }
  }

  private void order(String line) throws IOException {
    orders.write(line + "\n");
    orders.flush();
  }
}
