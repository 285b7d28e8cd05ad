/** Runs every sample campaign through the real command line. */
@NullMarked
package dev.blast.samples;

import org.jspecify.annotations.NullMarked;
