package dev.weir.flow;

/**
 * Offsets that were gone before they could be read.
 *
 * @param topic the topic
 * @param partition its partition
 * @param from the first missing offset
 * @param to the first offset that was there again (exclusive end)
 */
public record Gap(String topic, int partition, long from, long to) {}
