/**
 * Reads the topics: poll loops, decoding, log ends. Never writes to Kafka but its own group
 * offsets.
 */
@NullMarked
package dev.weir.kafka;

import org.jspecify.annotations.NullMarked;
