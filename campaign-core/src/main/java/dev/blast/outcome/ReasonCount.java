package dev.blast.outcome;

/**
 * How many recipients of a run have an outcome for the same class of reasons.
 *
 * @param code of the {@link Reason}; empty where there is nothing to explain
 */
public record ReasonCount(Outcome outcome, String code, long recipients) {}
