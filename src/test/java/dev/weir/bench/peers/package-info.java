/**
 * What people would write or pick instead of Weir, each a program of its own for {@code ./weir
 * bench peers}: it reads the topic from its beginning, and tells its rate once it runs steadily.
 */
@NullMarked
package dev.weir.bench.peers;

import org.jspecify.annotations.NullMarked;
