package dev.blast.run;

import java.time.Instant;

/**
 * Something that was done to a run, for whoever asks later.
 *
 * @param by who did it: an operator's name, or the part of Blast that did it by itself
 * @param what a sentence without a full stop; never an address or a secret
 */
public record RunEvent(Instant at, String by, String what) {}
