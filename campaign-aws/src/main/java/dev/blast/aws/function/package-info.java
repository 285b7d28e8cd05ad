/** What is around a handler on Lambda: its metrics, its log, and its snapshot. */
@NullMarked
package dev.blast.aws.function;

import org.jspecify.annotations.NullMarked;
