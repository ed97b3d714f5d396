package dev.weir.pipeline;

import java.util.List;

/** One place in a record where a field's value may be found; a field has a list, tried in order. */
public sealed interface FieldSource {

  /** As the definition writes it, such as {@code json:/data/symbol}. */
  default String notation() {
    return switch (this) {
      case TraceContext() -> "trace-context";
      case Header(String name) -> "header:" + name;
      case Json(List<String> tokens) -> "json:" + pointer(tokens);
      case RecordKey() -> "record-key";
      case RecordTime() -> "record-time";
      case Baggage(String key) -> "baggage:" + key;
      case TraceState(String key) -> "tracestate:" + key;
      case PathwayStart() -> "pathway-start";
      case PathwayEdge() -> "pathway-edge";
    };
  }

  private static String pointer(List<String> tokens) {
    var pointer = new StringBuilder();
    for (var token : tokens) {
      // ~ before /, or the ~ of ~1 would be escaped again.
      pointer.append('/').append(token.replace("~", "~0").replace("/", "~1"));
    }
    return pointer.toString();
  }

  /** The trace id of whatever trace-context headers the record carries ({@code trace-context}). */
  record TraceContext() implements FieldSource {}

  /**
   * A header's value as text ({@code header:NAME}).
   *
   * @param name matched exactly first, then without case; the last such header wins
   */
  record Header(String name) implements FieldSource {}

  /**
   * A value inside a JSON body ({@code json:/pointer}, RFC 6901).
   *
   * @param tokens the unescaped reference tokens, at least one
   */
  record Json(List<String> tokens) implements FieldSource {
    /** Copies the tokens and rejects an empty list (the whole body is not a field). */
    public Json {
      tokens = List.copyOf(tokens);
      if (tokens.isEmpty()) {
        throw new IllegalArgumentException("tokens must not be empty");
      }
    }
  }

  /** The record's key as text ({@code record-key}). */
  record RecordKey() implements FieldSource {}

  /** The record's timestamp ({@code record-time}). */
  record RecordTime() implements FieldSource {}

  /** A value inside a header that travels with a trace context. */
  sealed interface Carried extends FieldSource {}

  /**
   * A value in the W3C {@code baggage} header ({@code baggage:KEY}).
   *
   * @param key a token, compared as it is
   */
  record Baggage(String key) implements Carried {}

  /**
   * A value in the W3C {@code tracestate} header ({@code tracestate:KEY}).
   *
   * @param key one that may stand in such a header
   */
  record TraceState(String key) implements Carried {}

  /** When Datadog's data-streams pathway began ({@code pathway-start}); a time. */
  record PathwayStart() implements Carried {}

  /** When the last edge of Datadog's data-streams pathway began ({@code pathway-edge}); a time. */
  record PathwayEdge() implements Carried {}
}
