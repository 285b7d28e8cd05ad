/** The figures in the README, reproducible: one main class for each. */
@NullMarked
package dev.blast.benchmarks;

import org.jspecify.annotations.NullMarked;
