/** REST resources, problem documents and request ids. */
@NullMarked
package dev.weir.api;

import org.jspecify.annotations.NullMarked;
