/** Ids and trace context as producers write them in headers. Depends on the JDK only. */
@NullMarked
package dev.weir.trace;

import org.jspecify.annotations.NullMarked;
