/**
 * The hot parts one by one, for {@code ./weir bench jmh}: what an operation takes and allocates.
 */
@NullMarked
package dev.weir.bench.jmh;

import org.jspecify.annotations.NullMarked;
