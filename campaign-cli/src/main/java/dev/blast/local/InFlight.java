package dev.blast.local;

import dev.blast.queue.EnvelopeId;

/**
 * An envelope whose holder vanished: its open recipients may have been attempted.
 *
 * @param open how many they are
 */
public record InFlight(EnvelopeId envelope, int open) {}
