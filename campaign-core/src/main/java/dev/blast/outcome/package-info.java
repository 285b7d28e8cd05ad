/** What became of every recipient, and the tally that must balance. */
@NullMarked
package dev.blast.outcome;

import org.jspecify.annotations.NullMarked;
