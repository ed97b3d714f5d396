/**
 * The ports of {@code monitor} inside this process, for one replica. Everything is lost with the
 * process. Depends on the core packages, {@code monitor} and Mutiny.
 */
@NullMarked
package dev.weir.memory;

import org.jspecify.annotations.NullMarked;
