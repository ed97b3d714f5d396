/**
 * {@code ./weir chaos}: real replicas of Weir, a broker and a Redis server under load, abused by a
 * seeded schedule, and every figure compared with what was written.
 */
@NullMarked
package dev.weir.chaos;

import org.jspecify.annotations.NullMarked;
