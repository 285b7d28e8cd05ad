/**
 * From the bytes of a CSV to acknowledged messages, beside other ways to do it, against an endpoint
 * in a process of its own.
 */
@NullMarked
package dev.blast.benchmarks.dispatch;

import org.jspecify.annotations.NullMarked;
