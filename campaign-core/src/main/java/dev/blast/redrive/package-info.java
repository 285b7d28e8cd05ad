/** Sends again to chosen outcomes of a run. */
@NullMarked
package dev.blast.redrive;

import org.jspecify.annotations.NullMarked;
