package dev.weir.kafka.decode;

import static dev.weir.pipeline.StageEvent.NO_TIME;

import dev.weir.pipeline.Slice;
import dev.weir.trace.Utf8;

/** What a source has in one record: in which form, and the bytes. A flyweight. */
final class Located {
  /** The form in which a source has a value. */
  enum Form {
    /** Nothing, or as good as nothing: null, or a text without characters in the body. */
    NOTHING,
    /** A string of the body, without its escapes. */
    JSON_TEXT,
    /** A number of the body as it is written. */
    JSON_NUMBER,
    /** The word true or false of the body. */
    JSON_BOOLEAN,
    /** An object or an array of the body, without bytes. */
    JSON_CONTAINER,
    /** A header's value, which may be empty. */
    HEADER,
    /** The record's key, any bytes. */
    RECORD_KEY,
    /** A time that its source has read already, without bytes. */
    READ_TIME,
    /** A trace id that a format of trace context found. */
    TRACE_ID
  }

  Form form = Form.NOTHING;

  /** The bytes, where the form has some. */
  final Slice text = new Slice();

  /** The time, if that is the form. */
  long timeMicros = NO_TIME;

  /** Leaves out the blanks around the text. */
  void trim() {
    int end = text.offset() + text.length();
    int start = Utf8.trimStart(text.bytes(), text.offset(), end);
    text.set(text.bytes(), start, Utf8.trimEnd(text.bytes(), start, end) - start);
  }

  /** Whether the text is there and has no characters. */
  boolean isEmpty() {
    return text.length() == 0;
  }
}
