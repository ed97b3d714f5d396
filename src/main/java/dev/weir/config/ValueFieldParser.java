package dev.weir.config;

import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.FieldType;
import dev.weir.pipeline.ValueField;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@code weir.pipeline.values} and {@code weir.pipeline.snowflake-epoch}. */
final class ValueFieldParser {
  private static final String AN_EPOCH =
      "a time from 1970 to 2100 in RFC 3339, such as 2010-11-04T01:42:54.657Z";
  private static final Instant END = Instant.parse("2101-01-01T00:00:00Z");
  private static final Map<String, FieldType> TYPES =
      Stream.of(FieldType.values())
          .collect(
              Collectors.toMap(
                  FieldType::label, Function.identity(), (first, _) -> first, TreeMap::new));

  private final Inputs inputs;
  private final FieldSourceParser sources;

  ValueFieldParser(Inputs inputs) {
    this.inputs = inputs;
    this.sources = new FieldSourceParser(inputs);
  }

  /** The values that are right, in the order of their names' appearance. */
  List<ValueField> values(Key key) {
    var names = inputs.namesBelow(key);
    if (names.size() > ValueField.MAX_COUNT) {
      inputs.problem(key, names.size() + " values", "at most " + ValueField.MAX_COUNT);
    }
    var values = new ArrayList<ValueField>();
    for (var name : names) {
      inputs.checkName(key.child(name), name);
      var type = inputs.word(key.child(name, "type"), FieldType.TEXT, TYPES);
      var from = from(key.child(name, "from"), type);
      if (type != null && !from.isEmpty() && values.size() < ValueField.MAX_COUNT) {
        values.add(new ValueField(name, type, from));
      }
    }
    return values;
  }

  private List<FieldSource> from(Key key, @Nullable FieldType type) {
    var items = inputs.list(key);
    if (items == null || items.isEmpty()) {
      inputs.problem(key, "nothing", "at least one of " + FieldSourceParser.A_SOURCE);
      return List.of();
    }
    var from = sources.sources(items);
    for (var source : from) {
      if (type != null && source instanceof FieldSource.RecordTime && type != FieldType.TIME) {
        inputs.problem(key, "record-time for a value of type " + type.label(), "type: time");
      }
    }
    return from;
  }

  /** From when Snowflake ids count; null when it is not set, or wrong. */
  @Nullable Instant snowflakeEpoch(Key key) {
    var text = inputs.text(key);
    if (text == null) {
      return null;
    }
    try {
      var epoch = Instant.parse(text);
      if (!epoch.isBefore(Instant.EPOCH) && epoch.isBefore(END)) {
        return epoch;
      }
    } catch (DateTimeException _) {
      // Reported below.
    }
    inputs.problem(key, Inputs.quote(text), AN_EPOCH);
    return null;
  }
}
