package dev.weir.kafka;

import dev.weir.pipeline.Rejection;
import java.util.List;
import java.util.Map;

/**
 * What the last records of a pipeline's topics yield.
 *
 * @param stages in the definition's order
 * @param problems a line for each topic that exists and may not be read
 */
public record PipelineSample(List<StageSample> stages, List<String> problems) {

  /**
   * One stage.
   *
   * @param name the stage
   * @param topics those of its topics that exist
   * @param records how many records were looked at
   * @param fields every field, with its sources
   * @param rejected what could not be read, by reason
   */
  public record StageSample(
      String name,
      List<TopicSample> topics,
      long records,
      List<FieldSample> fields,
      Map<Rejection, Rejected> rejected) {}

  /**
   * One topic.
   *
   * @param name the topic
   * @param partitions how many it has
   * @param offsets how many offsets its logs span, an upper bound of its records
   * @param records how many records were looked at
   */
  public record TopicSample(String name, int partitions, long offsets, long records) {}

  /**
   * One field.
   *
   * @param name as in the definition, such as {@code origin-time}
   * @param yields in how many records any of its sources has a value
   * @param sources in the order in which they are tried
   */
  public record FieldSample(String name, long yields, List<SourceSample> sources) {}

  /**
   * One source of a field, looked at by itself.
   *
   * @param text as in the definition
   * @param yields in how many records it has a value
   * @param kinds for a trace context, in how many records each notation was found; else empty
   * @param examples a few different values
   */
  public record SourceSample(
      String text, long yields, Map<String, Long> kinds, List<String> examples) {}

  /**
   * Records that were rejected for one reason.
   *
   * @param records how many
   * @param example the newest one of them, and what was wrong with it
   */
  public record Rejected(long records, String example) {}
}
