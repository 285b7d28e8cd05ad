package dev.blast.campaign;

import java.time.Duration;

/**
 * How often a recipient is attempted, and how long a deferred one waits.
 *
 * @param max attempts that count (a deferral does not) before the recipient is given up, 1..100
 * @param firstDelay before the first repetition
 * @param maxDelay the longest wait; delays double from the first to this one, with jitter
 */
public record Attempts(int max, Duration firstDelay, Duration maxDelay) {}
