/**
 * Random schedules of everything that may befall a Weir, in one thread and by a virtual clock. The
 * code that reads, commits and merges is the real one; brokers, group and store are simulated.
 */
@NullMarked
package dev.weir.simulation;

import org.jspecify.annotations.NullMarked;
