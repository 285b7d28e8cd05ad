/** One firing of a campaign: its derived id, its states, and what is frozen with it. */
@NullMarked
package dev.blast.run;

import org.jspecify.annotations.NullMarked;
