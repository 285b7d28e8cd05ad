package dev.blast.stage;

/**
 * Values that are a word for a value that is not there ({@link dev.blast.text.AbsentWord}).
 *
 * @param column of the audience
 * @param recipients whose value it is
 */
public record AbsentValues(String column, long recipients) {}
