/** The JSON log format. */
@NullMarked
package dev.weir.logs;

import org.jspecify.annotations.NullMarked;
