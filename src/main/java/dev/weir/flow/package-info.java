/**
 * State per partition, its merge and the view over all partitions. Pure; depends on {@code
 * pipeline} and lower packages.
 */
@NullMarked
package dev.weir.flow;

import org.jspecify.annotations.NullMarked;
