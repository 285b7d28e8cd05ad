/**
 * The page for the person who watches a blast: a server, its port to what is recorded, and its port
 * to what may be asked of a run. It reads report values, never components.
 */
@NullMarked
package dev.blast.dashboard;

import org.jspecify.annotations.NullMarked;
