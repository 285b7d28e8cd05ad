/** The Lambda that delivers a batch of envelopes. */
@NullMarked
package dev.blast.sender;

import org.jspecify.annotations.NullMarked;
