package dev.weir.bench;

import dev.weir.stack.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What a process has used since it began, as Linux tells it.
 *
 * @param cpuSeconds of all its threads, also of those that have ended
 * @param threadSeconds of its threads by name; those of one name together
 * @param residentBytes memory now
 */
record ProcessUse(double cpuSeconds, Map<String, Double> threadSeconds, long residentBytes) {
  /** What the kernel counts in: it says so itself, and has for decades. */
  private static final double TICKS_A_SECOND = 100;

  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;

  /** Looks at a process that runs. */
  static ProcessUse of(ChildProcess process) throws IOException {
    var folder = Path.of("/proc", String.valueOf(process.pid()));
    var threads = new HashMap<String, Double>();
    try (var tasks = Files.list(folder.resolve("task"))) {
      for (var task : tasks.toList()) {
        add(threads, task);
      }
    }
    long resident =
        Files.readAllLines(folder.resolve("status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
            .sum();
    return new ProcessUse(seconds(folder), Map.copyOf(threads), resident);
  }

  private static boolean add(Map<String, Double> threads, Path task) {
    try {
      var name = Files.readString(task.resolve("comm")).strip();
      threads.merge(name, seconds(task), Double::sum);
      return true;
    } catch (IOException e) {
      return false; // It ended meanwhile.
    }
  }

  private static double seconds(Path folder) throws IOException {
    var stat = Files.readString(folder.resolve("stat"));
    // The name before may hold blanks and parentheses.
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]))
        / TICKS_A_SECOND;
  }

  /** What threads whose names begin so have used. */
  double secondsOf(String prefix) {
    return threadSeconds.entrySet().stream()
        .filter(thread -> thread.getKey().startsWith(prefix))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }
}
