package dev.weir.pipeline;

import java.util.List;
import java.util.stream.Collectors;

/** One place in a record where a field's value may be found; a field has a list, tried in order. */
public sealed interface FieldSource {

  /** As a definition has it, such as {@code json:/data/symbol}. */
  String text();

  /** The trace id of whatever trace-context headers the record carries ({@code trace-context}). */
  record TraceContext() implements FieldSource {
    @Override
    public String text() {
      return "trace-context";
    }
  }

  /**
   * A header's value as text ({@code header:NAME}).
   *
   * @param name matched exactly first, then without case; the last such header wins
   */
  record Header(String name) implements FieldSource {
    @Override
    public String text() {
      return "header:" + name;
    }
  }

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

    @Override
    public String text() {
      return tokens.stream()
          .map(token -> "/" + token.replace("~", "~0").replace("/", "~1"))
          .collect(Collectors.joining("", "json:", ""));
    }
  }

  /** The record's key as text ({@code record-key}). */
  record RecordKey() implements FieldSource {
    @Override
    public String text() {
      return "record-key";
    }
  }

  /** The record's timestamp ({@code record-time}). */
  record RecordTime() implements FieldSource {
    @Override
    public String text() {
      return "record-time";
    }
  }
}
