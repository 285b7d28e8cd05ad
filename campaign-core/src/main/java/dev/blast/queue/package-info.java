/** The envelope, the wall between dispatch and delivery, and its one encoding. */
@NullMarked
package dev.blast.queue;

import org.jspecify.annotations.NullMarked;
