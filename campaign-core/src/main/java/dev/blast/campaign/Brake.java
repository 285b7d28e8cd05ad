package dev.blast.campaign;

import java.time.Duration;

/**
 * When a run pauses by itself.
 *
 * @param maxErrors the share, 0..1, of those who get an outcome within the window that may be
 *     rejected, dead or unconfirmed
 * @param window how far back to look
 * @param least fewer outcomes than this within the window say nothing
 */
public record Brake(double maxErrors, Duration window, long least) {}
