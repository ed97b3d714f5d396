/**
 * What a view means: the status of every stage, with reasons, and the bottleneck. Pure; depends on
 * {@code flow} and lower packages.
 */
@NullMarked
package dev.weir.verdict;

import org.jspecify.annotations.NullMarked;
