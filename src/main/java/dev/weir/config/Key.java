package dev.weir.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A property's name in parts, as SmallRye Config writes it: {@code
 * weir.pipeline.stages."a.b".x[0]}.
 *
 * @param segments the names between the dots, without quotes; at least one
 * @param index the position in a list, or −1 when the name has none
 */
record Key(List<String> segments, int index) {
  private static final Pattern INDEXED = Pattern.compile("(.+)\\[(\\d{1,6})]", Pattern.DOTALL);
  private static final Pattern PLAIN = Pattern.compile("[^.\"\\[\\]\\s]+");

  Key {
    segments = List.copyOf(segments);
  }

  /** Written out since the generated one takes microseconds natively; see performance.md. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Key that && index == that.index && segments.equals(that.segments);
  }

  @Override
  public int hashCode() {
    return 31 * segments.hashCode() + index;
  }

  static Key of(String... segments) {
    return new Key(Arrays.asList(segments), -1);
  }

  static Key parse(String name) {
    var segments = new ArrayList<String>();
    var current = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '\\' && quoted && i + 1 < name.length()) {
        current.append(name.charAt(++i));
      } else if (c == '.' && !quoted) {
        segments.add(current.toString());
        current.setLength(0);
      } else {
        current.append(c);
      }
    }
    var last = current.toString();
    var indexed = INDEXED.matcher(last);
    // A quoted last segment that looks indexed is a name, not a list's element.
    if (!name.endsWith("\"") && indexed.matches()) {
      segments.add(indexed.group(1));
      return new Key(segments, Integer.parseInt(indexed.group(2)));
    }
    segments.add(last);
    return new Key(segments, -1);
  }

  /** The key of something below this one. */
  Key child(String... names) {
    var all = new ArrayList<>(segments);
    all.addAll(Arrays.asList(names));
    return new Key(all, -1);
  }

  /** The key of this list's element. */
  Key at(int position) {
    return new Key(segments, position);
  }

  /** The key without its index. */
  Key whole() {
    return index < 0 ? this : new Key(segments, -1);
  }

  /** Whether this key lies below {@code other}. */
  boolean isBelow(Key other) {
    int depth = other.segments.size();
    return segments.size() > depth && segments.subList(0, depth).equals(other.segments);
  }

  /** The name as it stands in a properties file. */
  @Override
  public String toString() {
    var name = new StringBuilder();
    for (var segment : segments) {
      if (!name.isEmpty()) {
        name.append('.');
      }
      if (PLAIN.matcher(segment).matches()) {
        name.append(segment);
      } else {
        name.append('"').append(segment.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
      }
    }
    return index < 0 ? name.toString() : name.append('[').append(index).append(']').toString();
  }
}
