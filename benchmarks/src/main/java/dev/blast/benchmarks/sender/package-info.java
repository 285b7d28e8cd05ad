/** The sending function in a warm process, beside the HTTP client that it calls. */
@NullMarked
package dev.blast.benchmarks.sender;

import org.jspecify.annotations.NullMarked;
