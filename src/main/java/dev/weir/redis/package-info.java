/**
 * The ports of {@code monitor} on Redis, through reactive pipelines. {@link
 * dev.weir.redis.RedisStores} makes them. Depends on the core packages, {@code monitor}, the Vert.x
 * Redis client and Jackson.
 */
@NullMarked
package dev.weir.redis;

import org.jspecify.annotations.NullMarked;
