/** The container images that {@code src/main/docker} describes. */
@NullMarked
package dev.weir.image;

import org.jspecify.annotations.NullMarked;
