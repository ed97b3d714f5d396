package dev.weir.flow;

import dev.weir.pipeline.Rejection;
import java.util.List;

/**
 * A record of which something could not be read, as an example to look at. Holds nothing of its
 * key, its value or the values of its headers.
 *
 * @param reason why
 * @param topic where it is
 * @param partition where it is
 * @param offset where it is
 * @param recordMicros Kafka's timestamp in microseconds, or {@link
 *     dev.weir.pipeline.StageEvent#NO_TIME}
 * @param headers the names of its headers, in its order; at most {@value #MAX_HEADERS}, each of at
 *     most {@value #MAX_NAME} characters
 * @param detail what was wrong with which field, in words; at most {@value #MAX_DETAIL} characters
 */
public record RejectedRecord(
    Rejection reason,
    String topic,
    int partition,
    long offset,
    long recordMicros,
    List<String> headers,
    String detail) {

  /** Names beyond this are left out. */
  public static final int MAX_HEADERS = 16;

  /** Longer names are cut. */
  public static final int MAX_NAME = 64;

  /** A longer detail is cut. */
  public static final int MAX_DETAIL = 200;

  /** Keeps what is within the bounds. */
  public RejectedRecord {
    headers = headers.stream().limit(MAX_HEADERS).map(name -> cut(name, MAX_NAME)).toList();
    detail = cut(detail, MAX_DETAIL);
  }

  private static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    // Never between the halves of a surrogate pair.
    int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
    return text.substring(0, end) + "…";
  }
}
