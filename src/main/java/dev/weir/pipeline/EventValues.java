package dev.weir.pipeline;

/**
 * The values of a pipeline's {@link ValueField}s in one record, by their position in {@link
 * FieldSources#values}. Made once, filled again for every record.
 */
public final class EventValues {
  private final EventValue[] values = new EventValue[ValueField.MAX_COUNT];
  private int present;

  /** None are there. */
  public EventValues() {
    for (int i = 0; i < values.length; i++) {
      values[i] = new EventValue();
    }
  }

  /** Forgets the previous record. */
  public void clear() {
    present = 0;
  }

  /** Forgets the previous record, and lets the arrays go in which its values lay. */
  void release() {
    clear();
    for (var value : values) {
      value.text.release();
    }
  }

  /** Whether the record has the value, in a form that can be read. */
  public boolean isPresent(int position) {
    return (present & (1 << position)) != 0;
  }

  /** Notes that the value is there; {@link #get} must be filled. */
  public void setPresent(int position) {
    present |= 1 << position;
  }

  /** The value; means something only when it {@link #isPresent is present}. */
  public EventValue get(int position) {
    return values[position];
  }
}
