/** Probes; they read memory only. */
@NullMarked
package dev.weir.health;

import org.jspecify.annotations.NullMarked;
