/** Reads facts of a run and writes them down, one row for each row of the audience. */
@NullMarked
package dev.blast.report;

import org.jspecify.annotations.NullMarked;
