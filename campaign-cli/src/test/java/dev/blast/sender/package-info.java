/** The functions, for tests of commands that work on a stack. */
@NullMarked
package dev.blast.sender;

import org.jspecify.annotations.NullMarked;
