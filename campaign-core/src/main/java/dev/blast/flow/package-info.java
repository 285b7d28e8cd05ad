/**
 * How much is in flight at a time, learned from how it goes. Sending and delivering both use it.
 */
@NullMarked
package dev.blast.flow;

import org.jspecify.annotations.NullMarked;
