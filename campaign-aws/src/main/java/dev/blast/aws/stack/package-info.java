/** A deployed stack: what it consists of, as its environment variables say, and its stores. */
@NullMarked
package dev.blast.aws.stack;

import org.jspecify.annotations.NullMarked;
