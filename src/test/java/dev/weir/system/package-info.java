/** Weir as a whole, in processes of its own, against a real broker and a real Redis server. */
@NullMarked
package dev.weir.system;

import org.jspecify.annotations.NullMarked;
