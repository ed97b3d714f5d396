/**
 * The definition of a pipeline (stages, hops, schedules, thresholds) and what one record tells
 * about it. Depends on {@code trace} only.
 */
@NullMarked
package dev.weir.pipeline;

import org.jspecify.annotations.NullMarked;
