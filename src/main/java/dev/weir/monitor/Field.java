package dev.weir.monitor;

/**
 * A named value of a log line. Pass it as a parameter beside a constant message: {@code
 * LOG.infov("snapshot superseded", field("topic", topic))}; the log formatter adds it as a field of
 * the line.
 *
 * @param name snake_case
 * @param value its value; printed with {@code toString}
 */
public record Field(String name, Object value) {
  /** A field of this name and value. */
  public static Field field(String name, Object value) {
    return new Field(name, value);
  }

  @Override
  public String toString() {
    return name + "=" + value;
  }
}
