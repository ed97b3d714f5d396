package dev.weir.config;

import dev.weir.pipeline.FieldSources;
import dev.weir.trace.TraceNotation;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Reads {@code weir.pipeline.trace-formats}: what is read, in the order in which it is tried. */
final class TraceFormatParser {
  private static final Map<String, List<TraceNotation>> WORDS = words();

  private final Inputs inputs;

  TraceFormatParser(Inputs inputs) {
    this.inputs = inputs;
  }

  List<TraceNotation> formats(Key key) {
    var items = inputs.list(key);
    if (items == null) {
      return FieldSources.ALL_TRACE_FORMATS;
    }
    var formats = new LinkedHashSet<TraceNotation>();
    for (var item : items) {
      var meant = WORDS.get(item.text());
      if (meant == null) {
        inputs.unknown(item.key(), "trace format", item.text(), WORDS.keySet());
        continue;
      }
      for (var format : meant) {
        if (!formats.add(format)) {
          inputs.problem(
              item.key(), format.label() + " a second time", "each trace format at most once");
        }
      }
    }
    return List.copyOf(formats);
  }

  private static Map<String, List<TraceNotation>> words() {
    var words = new LinkedHashMap<String, List<TraceNotation>>();
    for (var format : FieldSources.ALL_TRACE_FORMATS) {
      words.put(format.label(), List.of(format));
    }
    words.put("b3", List.of(TraceNotation.B3_SINGLE, TraceNotation.B3_MULTI));
    return words;
  }
}
