package dev.weir.pipeline;

/**
 * The value of a {@link ValueField} in one record. A flyweight, filled again for every record: what
 * its type does not tell is left over from another.
 */
public final class EventValue {
  /** Where it stands in the record, as text; absent for a record's time. */
  public final Slice text = new Slice();

  /** Of a {@link FieldType#NUMBER}: finite. */
  public double number;

  /** Of a {@link FieldType#TIME}: microseconds since 1970-01-01T00:00Z, of any size. */
  public long timeMicros;

  /** Of a {@link FieldType#BOOLEAN}. */
  public boolean truth;
}
