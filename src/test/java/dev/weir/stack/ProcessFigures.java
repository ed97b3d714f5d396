package dev.weir.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What Linux tells of a process.
 *
 * @param pid its process id
 */
public record ProcessFigures(long pid) {
  private static final String RESIDENT = "VmRSS";
  private static final String ANONYMOUS = "RssAnon";

  /** Linux' unit for the time of processes, whatever the kernel was built with. */
  private static final double TICKS_PER_SECOND = 100;

  /** Behind the program's name, which may hold anything, the fields are counted from here. */
  private static final int AFTER_NAME = 3;

  private static final int USER_TICKS = 14;
  private static final int SYSTEM_TICKS = 15;
  private static final int NICE = 19;

  /** Resident memory in MB of a million bytes. */
  public double residentMb() {
    return statusMb(RESIDENT);
  }

  /**
   * Of the resident memory what is of the process' own making, in MB. The rest are pages of its
   * files, which come when they are used and go when others need the room.
   */
  public double anonymousMb() {
    return statusMb(ANONYMOUS);
  }

  private double statusMb(String field) {
    var found = Pattern.compile("(?m)^" + field + ":\\s+(\\d+) kB").matcher(read("status"));
    if (!found.find()) {
      throw new IllegalStateException("no " + field + " of process " + pid);
    }
    return Long.parseLong(found.group(1)) * 1024 / 1e6;
  }

  /** Seconds of processor time since it began. */
  public double cpuSeconds() {
    var stat = read("stat");
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (ticks(fields, USER_TICKS) + ticks(fields, SYSTEM_TICKS)) / TICKS_PER_SECOND;
  }

  /** The nice values of its threads, by name; of those with the same name, of one. */
  public Map<String, Integer> niceValues() {
    var values = new TreeMap<String, Integer>();
    for (var thread : threads()) {
      try {
        var stat = read("task/" + thread + "/stat");
        int behind = stat.lastIndexOf(')');
        var fields = stat.substring(behind + 2).split(" ");
        values.put(stat.substring(stat.indexOf('(') + 1, behind), (int) ticks(fields, NICE));
      } catch (UncheckedIOException e) {
        // It has ended meanwhile.
      }
    }
    return values;
  }

  private List<String> threads() {
    try (var tasks = Files.list(Path.of("/proc", String.valueOf(pid), "task"))) {
      return tasks.map(task -> task.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long ticks(String[] fields, int number) {
    return Long.parseLong(fields[number - AFTER_NAME]);
  }

  private String read(String file) {
    try {
      return Files.readString(Path.of("/proc", String.valueOf(pid), file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
