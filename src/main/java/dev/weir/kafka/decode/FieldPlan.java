package dev.weir.kafka.decode;

import dev.weir.pipeline.FieldSource;
import dev.weir.trace.HeaderTable;
import java.util.List;

/** How one field is found: its sources with their names resolved to slots, and how far we are. */
final class FieldPlan {
  /** The fields of a stage event. */
  enum Field {
    TRACE,
    ID,
    PARENT,
    KEY,
    TIME,
    ORIGIN_TIME,
    /** One of the values that the definition names. */
    VALUE,
    /** What a hop's condition compares. */
    CONDITION
  }

  /** The kinds of source. */
  enum Origin {
    TRACE_CONTEXT,
    HEADER,
    JSON,
    RECORD_KEY,
    RECORD_TIME,
    CONTEXT_TEXT,
    CONTEXT_TIME
  }

  /**
   * One source.
   *
   * @param origin its kind
   * @param slot its slot in the header table, the scanner or the context values; else 0
   */
  record Step(Origin origin, int slot) {}

  final Field field;

  /** Among the values or the conditions; 0 for the other fields. */
  final int position;

  /** The field's name in messages, as the definition writes it. */
  final String label;

  private final List<FieldSource> sources;
  private final Step[] steps;
  // Of each source, the scanner's bits for the pointers from it on.
  private final long[] wantedFrom;
  // The first source that is no header.
  private final int firstElsewhere;
  private int next;
  private int tried;

  /**
   * A plan to find the field.
   *
   * @param sources tried in order
   * @param headers has a slot for each of their headers
   * @param pointers has each of their pointers; the position is the scanner's slot
   * @param context has each of their values that travel with a trace context
   */
  FieldPlan(
      Field field,
      int position,
      String label,
      List<FieldSource> sources,
      HeaderTable headers,
      List<List<String>> pointers,
      ContextValues context) {
    this.field = field;
    this.position = position;
    this.label = label;
    this.sources = sources;
    steps =
        sources.stream()
            .map(source -> step(source, headers, pointers, context))
            .toArray(Step[]::new);
    int elsewhere = 0;
    while (elsewhere < steps.length && isHeader(steps[elsewhere].origin())) {
      elsewhere++;
    }
    firstElsewhere = elsewhere;
    wantedFrom = new long[steps.length];
    long wanted = 0;
    for (int i = steps.length - 1; i >= 0; i--) {
      wanted |= steps[i].origin() == Origin.JSON ? JsonScanner.bit(steps[i].slot()) : 0;
      wantedFrom[i] = wanted;
    }
  }

  private static boolean isHeader(Origin origin) {
    return switch (origin) {
      case TRACE_CONTEXT, HEADER, CONTEXT_TEXT, CONTEXT_TIME -> true;
      case JSON, RECORD_KEY, RECORD_TIME -> false;
    };
  }

  private static Step step(
      FieldSource source, HeaderTable headers, List<List<String>> pointers, ContextValues context) {
    return switch (source) {
      case FieldSource.TraceContext() -> new Step(Origin.TRACE_CONTEXT, 0);
      case FieldSource.Header(String name) -> new Step(Origin.HEADER, headers.slotOf(name));
      case FieldSource.Json(List<String> tokens) -> new Step(Origin.JSON, pointers.indexOf(tokens));
      case FieldSource.RecordKey() -> new Step(Origin.RECORD_KEY, 0);
      case FieldSource.RecordTime() -> new Step(Origin.RECORD_TIME, 0);
      case FieldSource.Baggage value -> new Step(Origin.CONTEXT_TEXT, context.slotOf(value));
      case FieldSource.TraceState value -> new Step(Origin.CONTEXT_TEXT, context.slotOf(value));
      case FieldSource.PathwayStart value -> new Step(Origin.CONTEXT_TIME, context.slotOf(value));
      case FieldSource.PathwayEdge value -> new Step(Origin.CONTEXT_TIME, context.slotOf(value));
    };
  }

  /** Where the field is looked for, in order. */
  List<FieldSource> sources() {
    return sources;
  }

  /**
   * Begins a new record.
   *
   * @param hasHeaders whether it has any header that is looked at
   */
  void restart(boolean hasHeaders) {
    next = hasHeaders ? 0 : firstElsewhere;
  }

  /** Whether sources are left to try. */
  boolean hasNext() {
    return next < steps.length;
  }

  /** The source to try now. */
  Step current() {
    return steps[next];
  }

  /** Goes on to the next source. */
  void advance() {
    tried = next++;
  }

  /** The position of the source that was tried last, which is the one that yielded if any did. */
  int tried() {
    return tried;
  }

  /** The field is found: tries no more. */
  void finish() {
    next = steps.length;
  }

  /** Asks the scanner for every pointer among the sources that are left. */
  void want(JsonScanner scanner) {
    if (scanner.wantBits(wantedFrom[next])) {
      return;
    }
    for (int i = next; i < steps.length; i++) {
      if (steps[i].origin() == Origin.JSON) {
        scanner.want(steps[i].slot());
      }
    }
  }
}
