/** The functions, for tests of commands that work on a stack. */
@NullMarked
package dev.blast.scheduler;

import org.jspecify.annotations.NullMarked;
