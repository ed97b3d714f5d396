package dev.weir.verdict;

/**
 * A verdict that was kept.
 *
 * @param id a UUIDv7
 * @param namespace the deployment that was judged
 * @param pipeline the pipeline's name
 * @param verdict what was found
 */
public record Validation(String id, String namespace, String pipeline, Verdict verdict) {}
