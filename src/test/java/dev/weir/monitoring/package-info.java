/** What {@code monitoring/} holds is right: by the tools of those who read it, and by itself. */
@NullMarked
package dev.weir.monitoring;

import org.jspecify.annotations.NullMarked;
