/**
 * {@code ./weir bench}: side-by-side measurements. A {@link dev.weir.bench.Benchmark} measures its
 * subjects in turn and gives {@link dev.weir.bench.Row rows}; the rest finds out about the machine,
 * prints one kind of table, keeps results in {@code target/bench} and fills them into the page on
 * performance.
 */
@NullMarked
package dev.weir.bench;

import org.jspecify.annotations.NullMarked;
