/** The channels a sender can reach recipients through. */
@NullMarked
package dev.blast.sender.channel;

import org.jspecify.annotations.NullMarked;
