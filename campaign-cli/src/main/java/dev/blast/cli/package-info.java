/** The {@code blast} command: one class for each verb. */
@NullMarked
package dev.blast.cli;

import org.jspecify.annotations.NullMarked;
