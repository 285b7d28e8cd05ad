/** The sender of a deployed stack as a process of its own, for machines without Lambda. */
@NullMarked
package dev.blast.worker;

import org.jspecify.annotations.NullMarked;
