package dev.weir.flow;

import org.jspecify.annotations.Nullable;

/**
 * What the logs say of an id that is lost or too many.
 *
 * @param parent whether an expected parent of this id is there; null if that is not known
 * @param place of its record: the parent's of a lost one, else the last child's; null if it was not
 *     found
 */
public record LogFinding(@Nullable Boolean parent, @Nullable RecordPlace place) {

  /** Nothing is known. */
  static final LogFinding NONE = new LogFinding(null, null);

  /** Both together; what the other one knows wins. */
  public LogFinding with(LogFinding other) {
    return new LogFinding(
        other.parent == null ? parent : other.parent, other.place == null ? place : other.place);
  }

  void encode(SectionWriter writer) {
    writer.unsigned(parent == null ? 0 : parent ? 1 : 2);
    RecordPlace.encode(place, writer);
  }

  static LogFinding decode(SectionReader reader) throws CorruptSectionException {
    int parent = reader.bounded(2);
    return new LogFinding(
        parent == 0 ? null : Boolean.valueOf(parent == 1), RecordPlace.decode(reader));
  }
}
