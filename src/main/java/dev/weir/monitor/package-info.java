/**
 * Use cases and the ports that edges implement. Depends on the core packages and Mutiny; knows no
 * client library.
 */
@NullMarked
package dev.weir.monitor;

import org.jspecify.annotations.NullMarked;
