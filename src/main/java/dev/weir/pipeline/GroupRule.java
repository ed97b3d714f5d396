package dev.weir.pipeline;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A consumer group that is watched, and how far it may fall behind.
 *
 * @param group the group's id
 * @param stage the stage that the group works for
 * @param offsetLag records behind from which it is too far, positive; null means not judged
 * @param timeLag time behind from which it is too far, positive; null means not judged
 */
public record GroupRule(
    String group, String stage, @Nullable Long offsetLag, @Nullable Duration timeLag) {}
