package dev.weir.config;

import org.jspecify.annotations.Nullable;

/**
 * One mistake in a definition.
 *
 * @param key the property's full name, such as {@code weir.pipeline.stages.risk.topics[0]}
 * @param found what is there
 * @param expected what should be there
 * @param didYouMean what was probably meant, or null when nothing is close
 */
public record Problem(String key, String found, String expected, @Nullable String didYouMean) {

  /** The mistake in one line. */
  public String text() {
    var text = key + ": found " + found + ", expected " + expected;
    return didYouMean == null ? text : text + " (did you mean " + didYouMean + "?)";
  }
}
