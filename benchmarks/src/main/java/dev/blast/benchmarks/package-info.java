/**
 * What the figures and the kill test need besides Blast itself: a provider that counts, and a
 * judge.
 */
@NullMarked
package dev.blast.benchmarks;

import org.jspecify.annotations.NullMarked;
