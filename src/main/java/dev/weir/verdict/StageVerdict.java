package dev.weir.verdict;

import org.jspecify.annotations.Nullable;

/**
 * What is said of one stage.
 *
 * @param stage its name
 * @param status the verdict
 * @param reason why, in words and figures
 * @param cause the upstream stage that this one only suffers from, or null
 */
public record StageVerdict(String stage, Status status, String reason, @Nullable String cause) {}
