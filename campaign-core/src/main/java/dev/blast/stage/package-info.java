/**
 * The one pass over the audience before dispatch: validates, filters, de-duplicates, counts, finds
 * shard borders.
 */
@NullMarked
package dev.blast.stage;

import org.jspecify.annotations.NullMarked;
