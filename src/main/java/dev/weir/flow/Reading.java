package dev.weir.flow;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How well we can see a stage: what stands between its topics and our figures.
 *
 * @param unread records in the log that are in no figure yet
 * @param behind the time lag of our own reading; zero when everything was read at the last look
 * @param blindness why nothing can be said of the stage, in words, or null when it can be judged
 */
public record Reading(long unread, Duration behind, @Nullable String blindness) {}
