/** What is done to Weir to see that its memory has bounds; not part of the product. */
@NullMarked
package dev.weir.bounds;

import org.jspecify.annotations.NullMarked;
