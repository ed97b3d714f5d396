package dev.weir.kafka.decode;

import static dev.weir.pipeline.StageEvent.NO_TIME;

import dev.weir.kafka.decode.Located.Form;
import dev.weir.pipeline.EventValue;
import dev.weir.pipeline.FieldType;
import dev.weir.trace.IdTime;
import dev.weir.trace.PlainId;
import dev.weir.trace.SnowflakeTime;
import dev.weir.trace.Utf8;

/**
 * Reads what a source has as the type that a field wants. An object or an array is of no type. What
 * has no characters but blanks is as good as absent, except in a header that should hold a trace
 * id. Allocates nothing, never throws.
 */
final class FieldReader {
  /** What became of a value. */
  enum Outcome {
    /** It is as good as absent: the next source is tried. */
    ABSENT,
    /** It can be used. */
    USABLE,
    /** No type reads it. */
    CONTAINER("is an object or an array"),
    /** A boolean is no id. */
    NO_ID("is true or false, which is no id"),
    /** An id in a header, or a trace's, is more or other than that. */
    UNPRINTABLE("is not 1 to 128 printable characters in UTF-8"),
    /** Its bytes are no text. */
    NOT_UTF8("is not UTF-8"),
    /** It is no number, or beyond the doubles. */
    NO_NUMBER("is no number"),
    /** It is no time in any form that is read. */
    NO_TIME("is no time"),
    /** It is neither true nor false. */
    NO_BOOLEAN("is neither true nor false");

    private final String words;

    Outcome() {
      this("");
    }

    Outcome(String words) {
      this.words = words;
    }

    /** What is wrong with the value, as in "json:/id is no id"; empty when nothing is. */
    String words() {
      return words;
    }

    /** Whether the value is there and cannot be used. */
    boolean isMalformed() {
      return this != ABSENT && this != USABLE;
    }
  }

  private final long snowflakeEpochMs;
  private final RecentMinute minute = new RecentMinute();

  /**
   * A reader that knows Snowflake ids of this epoch.
   *
   * @param snowflakeEpochMs milliseconds since 1970, or {@link SnowflakeTime#NO_EPOCH}
   */
  FieldReader(long snowflakeEpochMs) {
    this.snowflakeEpochMs = snowflakeEpochMs;
  }

  /** As an id of a trace; its text has no blanks around it then. */
  Outcome traceId(Located value) {
    return switch (value.form) {
      case NOTHING, READ_TIME -> Outcome.ABSENT; // A time is no text.
      case TRACE_ID -> Outcome.USABLE;
      case JSON_CONTAINER -> Outcome.CONTAINER;
      case JSON_BOOLEAN -> Outcome.NO_ID;
      case JSON_TEXT, JSON_NUMBER, HEADER, RECORD_KEY -> plainId(value);
    };
  }

  /** As an id of an event. */
  Outcome id(Located value) {
    return value.form == Form.JSON_BOOLEAN ? Outcome.NO_ID : key(value);
  }

  /** As a key: a header must be a plain id; a record's key may be any bytes. */
  Outcome key(Located value) {
    return switch (value.form) {
      case NOTHING, READ_TIME -> Outcome.ABSENT;
      case TRACE_ID, JSON_TEXT, JSON_NUMBER, JSON_BOOLEAN, RECORD_KEY -> Outcome.USABLE;
      case JSON_CONTAINER -> Outcome.CONTAINER;
      case HEADER -> value.isEmpty() ? Outcome.ABSENT : plainId(value);
    };
  }

  /** As text of any length. */
  Outcome text(Located value) {
    return switch (value.form) {
      case NOTHING, READ_TIME -> Outcome.ABSENT;
      case TRACE_ID, JSON_TEXT, JSON_NUMBER, JSON_BOOLEAN -> Outcome.USABLE;
      case JSON_CONTAINER -> Outcome.CONTAINER;
      case HEADER, RECORD_KEY -> {
        if (value.isEmpty()) {
          yield Outcome.ABSENT;
        }
        int end = value.text.offset() + value.text.length();
        boolean valid = Utf8.isValid(value.text.bytes(), value.text.offset(), end);
        yield valid ? Outcome.USABLE : Outcome.NOT_UTF8;
      }
    };
  }

  private static Outcome plainId(Located value) {
    value.trim();
    var text = value.text;
    return PlainId.isValid(text.bytes(), text.offset(), text.offset() + text.length())
        ? Outcome.USABLE
        : Outcome.UNPRINTABLE;
  }

  /**
   * As a time: a timestamp, a number since 1970, or an id that carries one.
   *
   * @return microseconds since 1970-01-01T00:00Z, or {@code NO_TIME} when {@link #timeOutcome} is
   *     not {@link Outcome#USABLE}
   */
  long time(Located value) {
    return switch (value.form) {
      case READ_TIME -> value.timeMicros;
      case JSON_NUMBER -> number(value);
      case JSON_TEXT, HEADER, RECORD_KEY, TRACE_ID -> {
        value.trim();
        yield textTime(value);
      }
      case NOTHING, JSON_BOOLEAN, JSON_CONTAINER -> NO_TIME;
    };
  }

  /** What {@link #time} made of the value. */
  Outcome timeOutcome(Located value, long micros) {
    if (micros != NO_TIME) {
      return Outcome.USABLE;
    }
    return isAbsent(value)
        ? Outcome.ABSENT
        : value.form == Form.JSON_CONTAINER ? Outcome.CONTAINER : Outcome.NO_TIME;
  }

  private long number(Located value) {
    var text = value.text;
    long time = snowflake(value);
    return time != NO_TIME ? time : TimeText.number(text.bytes(), text.offset(), text.length());
  }

  /**
   * The time of a timestamp if it is of the same minute as the one before; {@code NO_TIME} says
   * nothing about it.
   */
  long recentTime(byte[] bytes, int offset, int length) {
    return minute.read(bytes, offset, length);
  }

  private long textTime(Located value) {
    byte[] bytes = value.text.bytes();
    int offset = value.text.offset();
    int length = value.text.length();
    long time = minute.read(bytes, offset, length);
    if (time != NO_TIME) {
      return time;
    }
    // Before all others, for microseconds and nanoseconds are as long.
    time = snowflake(value);
    if (time == NO_TIME) {
      time = TimeText.parse(bytes, offset, length);
      if (time != NO_TIME) {
        minute.remember(bytes, offset, length, time);
      }
    }
    return time != NO_TIME ? time : IdTime.micros(bytes, offset, length);
  }

  private long snowflake(Located value) {
    var text = value.text;
    return SnowflakeTime.micros(text.bytes(), text.offset(), text.length(), snowflakeEpochMs);
  }

  /**
   * As a type.
   *
   * @param into holds the value if the outcome is {@link Outcome#USABLE}
   */
  Outcome read(Located value, FieldType type, EventValue into) {
    var outcome =
        switch (type) {
          case TEXT -> text(value);
          case NUMBER -> numberInto(value, into);
          case TIME -> timeInto(value, into);
          case BOOLEAN -> booleanInto(value, into);
        };
    var text = value.text;
    if (value.form == Form.READ_TIME) {
      into.text.clear();
    } else {
      into.text.set(text.bytes(), text.offset(), text.length());
    }
    return outcome;
  }

  private Outcome timeInto(Located value, EventValue into) {
    into.timeMicros = time(value);
    return timeOutcome(value, into.timeMicros);
  }

  private static Outcome numberInto(Located value, EventValue into) {
    if (value.form == Form.JSON_CONTAINER) {
      return Outcome.CONTAINER;
    }
    value.trim();
    if (isAbsent(value)) {
      return Outcome.ABSENT;
    }
    var text = value.text;
    into.number = NumberText.parse(text.bytes(), text.offset(), text.length());
    return Double.isNaN(into.number) ? Outcome.NO_NUMBER : Outcome.USABLE;
  }

  private static Outcome booleanInto(Located value, EventValue into) {
    if (value.form == Form.JSON_CONTAINER) {
      return Outcome.CONTAINER;
    }
    value.trim();
    if (isAbsent(value)) {
      return Outcome.ABSENT;
    }
    into.truth = isWord(value, "true") || isWord(value, "1");
    return into.truth || isWord(value, "false") || isWord(value, "0")
        ? Outcome.USABLE
        : Outcome.NO_BOOLEAN;
  }

  private static boolean isAbsent(Located value) {
    return switch (value.form) {
      case NOTHING, READ_TIME -> true;
      case JSON_CONTAINER -> false;
      case JSON_TEXT, JSON_NUMBER, JSON_BOOLEAN, HEADER, RECORD_KEY, TRACE_ID -> value.isEmpty();
    };
  }

  /** Whether the text is a word in ASCII, in any case. */
  private static boolean isWord(Located value, String lower) {
    var text = value.text;
    if (text.length() != lower.length()) {
      return false;
    }
    for (int i = 0; i < lower.length(); i++) {
      byte b = text.bytes()[text.offset() + i];
      if ((b >= 'A' && b <= 'Z' ? b | 0x20 : b) != lower.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
