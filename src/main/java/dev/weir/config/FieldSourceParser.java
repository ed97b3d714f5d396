package dev.weir.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.pipeline.Condition;
import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.FieldSources;
import dev.weir.trace.Baggage;
import dev.weir.trace.TraceState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads {@code weir.pipeline.fields} and the conditions of hops. */
final class FieldSourceParser {
  static final String A_SOURCE =
      "trace-context, header:NAME, json:/pointer, record-key, record-time, baggage:KEY,"
          + " tracestate:KEY, pathway-start or pathway-edge";
  private static final String A_POINTER =
      "a JSON pointer such as json:/data/symbol (RFC 6901: '~' is written ~0, '/' in a name ~1)";
  private static final String A_BAGGAGE_KEY =
      "a key after baggage: (ASCII letters, digits and !#$%&'*+-.^_`|~)";
  private static final String A_STATE_KEY =
      "a key after tracestate: (lower-case letters, digits, _, -, * and /, as in vendor or"
          + " tenant@vendor)";
  private static final String A_CONDITION = "SOURCE=VALUE or SOURCE!=VALUE, values separated by |";
  private static final Map<String, FieldSource> WORDS =
      new TreeMap<>(
          Map.of(
              "trace-context", new FieldSource.TraceContext(),
              "record-key", new FieldSource.RecordKey(),
              "record-time", new FieldSource.RecordTime(),
              "pathway-start", new FieldSource.PathwayStart(),
              "pathway-edge", new FieldSource.PathwayEdge()));
  private static final List<String> PREFIXES = List.of("header", "json", "baggage", "tracestate");

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
    var word = WORDS.get(text);
    if (word != null) {
      return word;
    }
    int colon = text.indexOf(':');
    var prefix = colon < 0 ? "" : text.substring(0, colon);
    var argument = text.substring(colon + 1).strip();
    byte[] bytes = argument.getBytes(UTF_8);
    return switch (prefix) {
      case "header" ->
          check(!argument.isEmpty(), key, text, "a header's name after header:")
              ? new FieldSource.Header(argument)
              : null;
      case "json" -> pointer(key, text, argument);
      case "baggage" ->
          check(Baggage.isKey(bytes, 0, bytes.length), key, text, A_BAGGAGE_KEY)
              ? new FieldSource.Baggage(argument)
              : null;
      case "tracestate" ->
          check(TraceState.isKey(bytes, 0, bytes.length), key, text, A_STATE_KEY)
              ? new FieldSource.TraceState(argument)
              : null;
      default -> {
        inputs.problem(
            new Problem(
                key.toString(),
                "unknown source " + Inputs.quote(text),
                A_SOURCE,
                meant(text, prefix, argument)));
        yield null;
      }
    };
  }

  private boolean check(boolean good, Key key, String text, String expected) {
    if (!good) {
      inputs.problem(key, Inputs.quote(text), expected);
    }
    return good;
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
      return Suggestion.closest(text, WORDS.keySet());
    }
    var closest = Suggestion.closest(prefix, PREFIXES);
    return closest == null ? null : closest + ":" + argument;
  }
}
