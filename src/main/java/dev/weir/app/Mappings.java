package dev.weir.app;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what Linux tells of a process' memory in {@code /proc/self/smaps}. */
final class Mappings {
  private static final Pattern HEAD =
      Pattern.compile("([0-9a-f]+)-([0-9a-f]+) (\\S{4}) \\S+ \\S+ \\d+\\s*(.*)");
  private static final Pattern ANONYMOUS = Pattern.compile("Anonymous: +(\\d+) kB");

  private Mappings() {}

  /**
   * A range of addresses.
   *
   * @param start its first byte
   * @param length in bytes
   */
  record Mapping(long start, long length) {}

  /** The parts of a file that are mapped for reading only and of which no page was ever changed. */
  static List<Mapping> clean(List<String> smaps, String file) {
    var clean = new ArrayList<Mapping>();
    Mapping current = null;
    for (var line : smaps) {
      var head = HEAD.matcher(line);
      var anonymous = ANONYMOUS.matcher(line);
      if (head.matches()) {
        current = readOnly(head, file);
      } else if (current != null && anonymous.matches()) {
        if (anonymous.group(1).equals("0")) {
          clean.add(current);
        }
        current = null;
      }
    }
    return clean;
  }

  private static @Nullable Mapping readOnly(Matcher head, String file) {
    if (!head.group(4).equals(file) || !head.group(3).startsWith("r-")) {
      return null;
    }
    long start = Long.parseUnsignedLong(head.group(1), 16);
    return new Mapping(start, Long.parseUnsignedLong(head.group(2), 16) - start);
  }
}
