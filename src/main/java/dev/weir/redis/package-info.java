/** The ports of {@code monitor} on Redis, through reactive pipelines. */
@NullMarked
package dev.weir.redis;

import org.jspecify.annotations.NullMarked;
