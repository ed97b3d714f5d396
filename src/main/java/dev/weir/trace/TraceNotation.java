package dev.weir.trace;

import java.util.Locale;

/** The notation that a record's trace id was found in. A closed set. */
// The order is part of the snapshot codec: add at the end only.
@SuppressWarnings("EnumOrdinal")
public enum TraceNotation {
  /** The W3C {@code traceparent} header. */
  W3C,
  /** The single {@code b3} header. */
  B3_SINGLE,
  /** The headers {@code X-B3-TraceId} and so on. */
  B3_MULTI,
  /** {@code uber-trace-id}. */
  JAEGER,
  /** {@code x-datadog-trace-id} and so on. */
  DATADOG,
  /** {@code X-Amzn-Trace-Id}. */
  AWS_XRAY,
  /** The binary {@code elasticapmtraceparent}. */
  ELASTIC,
  /** The CloudEvents extension attribute {@code ce_traceparent}. */
  CLOUDEVENTS,
  /** Any other header, or a field of the body, whose text is taken as the id. */
  PLAIN;

  private static final TraceNotation[] VALUES = values();

  private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The name in the configuration, the API and metrics, such as {@code b3-single}. */
  public String label() {
    return label;
  }

  /** How many notations there are. */
  public static int count() {
    return VALUES.length;
  }

  /** The notation of this ordinal. */
  public static TraceNotation of(int ordinal) {
    return VALUES[ordinal];
  }
}
