/** Turns shards into envelopes on the queue. */
@NullMarked
package dev.blast.dispatch;

import org.jspecify.annotations.NullMarked;
