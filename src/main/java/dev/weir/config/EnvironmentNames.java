package dev.weir.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Tells which key an environment variable stands for. Quarkus' rule goes one way only: {@code
 * weir.pipeline.stages.market-data.topics} becomes {@code WEIR_PIPELINE_STAGES_MARKET_DATA_TOPICS};
 * the way back takes the names that are known, and reads others as lower case with hyphens.
 */
final class EnvironmentNames {
  private static final Pattern NOT_ALPHANUMERIC = Pattern.compile("[^A-Za-z0-9]");

  private final List<Template> templates;

  /** A key's shape and what its variable looks like, with a group for each name and the index. */
  private record Template(List<String> segments, boolean list, Pattern pattern) {}

  EnvironmentNames() {
    templates =
        Schema.KEYS.stream()
            .map(EnvironmentNames::template)
            // The longest first, or AFTER_RISK_EXPECT would be a stage called risk-expect.
            .sorted(Comparator.comparingInt(template -> -template.segments().size()))
            .toList();
  }

  /**
   * The key, or empty when none has this shape.
   *
   * @param known the keys that are there already, for the names in them
   */
  Optional<Key> keyOf(String variable, Set<Key> known) {
    for (var template : templates) {
      var matcher = template.pattern().matcher(variable);
      if (matcher.matches()) {
        return Optional.of(key(template, matcher, known));
      }
    }
    return Optional.empty();
  }

  private static Template template(String path) {
    boolean list = path.endsWith("[]");
    var segments = new ArrayList<String>(List.of("weir"));
    segments.addAll(
        Arrays.asList((list ? path.substring(0, path.length() - 2) : path).split("\\.", -1)));
    var regex =
        segments.stream()
            .map(segment -> segment.equals("*") ? "(.+?)" : variable(segment))
            .collect(Collectors.joining("_"));
    return new Template(
        segments, list, Pattern.compile(list ? regex + "(?:_(\\d{1,6})_)?" : regex));
  }

  private static Key key(Template template, Matcher matcher, Set<Key> known) {
    var segments = new ArrayList<String>();
    int group = 0;
    for (var segment : template.segments()) {
      segments.add(
          segment.equals("*")
              ? name(matcher.group(++group), new Key(segments, -1), known)
              : segment);
    }
    var index = template.list() ? matcher.group(++group) : null;
    return new Key(segments, index == null ? -1 : Integer.parseInt(index));
  }

  /** A name with dots is quoted in the key, and its quotes are underscores in the variable. */
  private static String name(String part, Key parent, Set<Key> known) {
    int depth = parent.segments().size();
    // A stage may be named by another's "after" alone, so all stages are candidates there.
    return known.stream()
        .filter(key -> key.isBelow(parent) || (depth == 5 && key.isBelow(Schema.STAGES)))
        .map(key -> key.segments().get(key.isBelow(parent) ? depth : 3))
        .filter(name -> variable(name).equals(part) || ("_" + variable(name) + "_").equals(part))
        .findFirst()
        .orElseGet(() -> part.toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  private static String variable(String name) {
    return NOT_ALPHANUMERIC.matcher(name).replaceAll("_").toUpperCase(Locale.ROOT);
  }
}
