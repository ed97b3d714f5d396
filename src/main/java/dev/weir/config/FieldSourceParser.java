package dev.weir.config;

import dev.weir.pipeline.Condition;
import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.FieldSources;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads {@code weir.pipeline.fields} and the conditions of hops. */
final class FieldSourceParser {
  static final String A_SOURCE =
      "trace-context, header:NAME, json:/pointer, record-key or record-time";
  private static final String A_POINTER =
      "a JSON pointer such as json:/data/symbol (RFC 6901: '~' is written ~0, '/' in a name ~1)";
  private static final String A_CONDITION = "SOURCE=VALUE or SOURCE!=VALUE, values separated by |";
  private static final List<String> WORDS = List.of("trace-context", "record-key", "record-time");
  private static final List<String> PREFIXES = List.of("header", "json");

  private final Inputs inputs;

  FieldSourceParser(Inputs inputs) {
    this.inputs = inputs;
  }

  FieldSources fields(Key key) {
    var defaults = FieldSources.defaults();
    return new FieldSources(
        sources(key.child("trace"), defaults.trace()),
        sources(key.child("id"), defaults.id()),
        sources(key.child("parent"), defaults.parent()),
        sources(key.child("time"), defaults.time()),
        sources(key.child("origin-time"), defaults.originTime()),
        sources(key.child("key"), defaults.key()));
  }

  private List<FieldSource> sources(Key key, List<FieldSource> otherwise) {
    var items = inputs.list(key);
    return items == null ? otherwise : sources(items);
  }

  /** The sources that are right, without repetitions; for others a problem is noted. */
  List<FieldSource> sources(List<Entries.Item> items) {
    return items.stream()
        .map(item -> source(item.key(), item.text()))
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }

  /** A {@code where}; null, with a problem noted, when it is wrong. */
  @Nullable Condition condition(Key key, String text) {
    int equals = text.indexOf('=');
    boolean negated = equals > 0 && text.charAt(equals - 1) == '!';
    var source = equals < 0 ? "" : text.substring(0, negated ? equals - 1 : equals).strip();
    var values =
        Arrays.stream(text.substring(equals + 1).split("\\|", -1)).map(String::strip).toList();
    if (source.isEmpty() || values.contains("")) {
      inputs.problem(key, Inputs.quote(text), A_CONDITION);
      return null;
    }
    var parsed = source(key, source);
    return parsed == null ? null : new Condition(parsed, negated, values);
  }

  private @Nullable FieldSource source(Key key, String text) {
    switch (text) {
      case "trace-context" -> {
        return new FieldSource.TraceContext();
      }
      case "record-key" -> {
        return new FieldSource.RecordKey();
      }
      case "record-time" -> {
        return new FieldSource.RecordTime();
      }
      default -> {
        // One with an argument, or a mistake.
      }
    }
    int colon = text.indexOf(':');
    var prefix = colon < 0 ? "" : text.substring(0, colon);
    var argument = text.substring(colon + 1).strip();
    if (prefix.equals("header")) {
      if (argument.isEmpty()) {
        inputs.problem(key, Inputs.quote(text), "a header's name after header:");
        return null;
      }
      return new FieldSource.Header(argument);
    }
    if (prefix.equals("json")) {
      return pointer(key, text, argument);
    }
    inputs.problem(
        new Problem(
            key.toString(),
            "unknown source " + Inputs.quote(text),
            A_SOURCE,
            meant(text, prefix, argument)));
    return null;
  }

  private @Nullable FieldSource pointer(Key key, String text, String pointer) {
    boolean rooted = pointer.startsWith("/");
    if (!rooted || pointer.replace("~0", "").replace("~1", "").contains("~")) {
      var meant = rooted || pointer.isEmpty() ? null : "json:/" + pointer.replace('.', '/');
      inputs.problem(new Problem(key.toString(), Inputs.quote(text), A_POINTER, meant));
      return null;
    }
    var tokens = new ArrayList<String>();
    for (var token : pointer.substring(1).split("/", -1)) {
      // ~1 before ~0, or "~01" would become "/".
      tokens.add(token.replace("~1", "/").replace("~0", "~"));
    }
    return new FieldSource.Json(tokens);
  }

  private static @Nullable String meant(String text, String prefix, String argument) {
    if (text.startsWith("/")) {
      return "json:" + text;
    }
    if (prefix.isEmpty()) {
      return Suggestion.closest(text, WORDS);
    }
    var closest = Suggestion.closest(prefix, PREFIXES);
    return closest == null ? null : closest + ":" + argument;
  }
}
