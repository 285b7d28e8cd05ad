/** Texts as people read them: one rule for what does not count, wherever a text comes from. */
@NullMarked
package dev.blast.text;

import org.jspecify.annotations.NullMarked;
