/** What an address must look like to be one, and in which form it is sent to. */
@NullMarked
package dev.blast.address;

import org.jspecify.annotations.NullMarked;
