/** What staging can tell about the end of a run before it begins. */
@NullMarked
package dev.blast.forecast;

import org.jspecify.annotations.NullMarked;
