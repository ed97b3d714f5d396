/** Turns {@code weir.*} configuration into core records, with errors that name the key. */
@NullMarked
package dev.weir.config;

import org.jspecify.annotations.NullMarked;
