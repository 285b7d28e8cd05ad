/**
 * The embedded run: a queue in this process that speaks the SQS protocol, and an event source
 * mapping that calls the real handlers as Lambda's does.
 */
@NullMarked
package dev.blast.local;

import org.jspecify.annotations.NullMarked;
