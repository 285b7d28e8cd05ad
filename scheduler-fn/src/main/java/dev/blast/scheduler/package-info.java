/** Lambda: trigger → stage; shard → dispatch. */
@NullMarked
package dev.blast.scheduler;

import org.jspecify.annotations.NullMarked;
