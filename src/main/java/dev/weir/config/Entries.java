package dev.weir.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The raw properties by key. Of a list that is there with and without indices, the former wins. */
final class Entries {
  private final Set<Key> order = new LinkedHashSet<>();
  private final Map<Key, String> values = new LinkedHashMap<>();
  private final Map<Key, TreeMap<Integer, String>> lists = new LinkedHashMap<>();

  /**
   * A list's element.
   *
   * @param key where it stands, for messages
   * @param text trimmed, not empty
   */
  record Item(Key key, String text) {}

  Entries(Map<String, String> properties) {
    properties.forEach(
        (name, text) -> {
          var key = Key.parse(name);
          order.add(key.whole());
          if (key.index() < 0) {
            values.put(key, text.strip());
          } else {
            lists.computeIfAbsent(key.whole(), _ -> new TreeMap<>()).put(key.index(), text.strip());
          }
        });
  }

  /** Every key, without indices for lists that have a plain value too. */
  Set<Key> keys() {
    var keys = new LinkedHashSet<>(values.keySet());
    lists.forEach((key, items) -> keys.add(key.at(items.firstKey())));
    return keys;
  }

  /** The text of a key, trimmed; null when it is absent or empty. */
  @Nullable String text(Key key) {
    var text = values.get(key);
    return text == null || text.isEmpty() ? null : text;
  }

  /** The elements of a list, given with indices or with commas; null when the key is absent. */
  @Nullable List<Item> list(Key key) {
    var indexed = lists.get(key);
    var items = new ArrayList<Item>();
    if (indexed != null) {
      indexed.forEach((index, text) -> items.add(new Item(key.at(index), text)));
    } else if (values.containsKey(key)) {
      splitAtCommas(values.get(key)).forEach(text -> items.add(new Item(key, text)));
    } else {
      return null;
    }
    items.removeIf(item -> item.text().isEmpty());
    return items;
  }

  /** The names directly below a key, in order of appearance. */
  Set<String> namesBelow(Key key) {
    var names = new LinkedHashSet<String>();
    for (var entry : order) {
      if (entry.isBelow(key)) {
        names.add(entry.segments().get(key.segments().size()));
      }
    }
    return names;
  }

  /** A backslash before a comma keeps it, as everywhere in SmallRye Config. */
  static List<String> splitAtCommas(@Nullable String text) {
    var parts = new ArrayList<String>();
    var current = new StringBuilder();
    for (int i = 0; text != null && i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == ',') {
        current.append(',');
        i++;
      } else if (c == ',') {
        parts.add(current.toString().strip());
        current.setLength(0);
      } else {
        current.append(c);
      }
    }
    parts.add(current.toString().strip());
    return parts;
  }
}
