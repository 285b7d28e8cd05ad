package dev.blast.run;

/**
 * A firing that is waited for.
 *
 * @param id of the run that it will make
 * @param name of the campaign
 */
public record Waiting(RunId id, String name) {}
