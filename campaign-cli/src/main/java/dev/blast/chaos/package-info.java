/** The self-test that ships: a run amid faults, and the audit of what became of everybody. */
@NullMarked
package dev.blast.chaos;

import org.jspecify.annotations.NullMarked;
