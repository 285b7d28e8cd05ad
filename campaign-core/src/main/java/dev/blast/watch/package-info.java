/** Looks at a run that is under way, and pauses or ends it: canary, brake, deadline, cancel. */
@NullMarked
package dev.blast.watch;

import org.jspecify.annotations.NullMarked;
