/** What a scheduler shall call by itself, and when. */
@NullMarked
package dev.blast.schedule;

import org.jspecify.annotations.NullMarked;
