package dev.blast.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/**
 * What {@code blast status --json} says of a run.
 *
 * @param balanced whether the tally balances and everybody who should be sent is
 */
record Books(String state, long sent, long open, boolean balanced) {

  boolean closed() {
    return balanced && open == 0 && state.toLowerCase(Locale.ROOT).equals("closed");
  }

  /**
   * Finds {@code state}, {@code sent}, {@code open} and {@code balanced} wherever they stand in the
   * object; a number that is not there counts as -1, a tally that says nothing as unbalanced.
   *
   * @throws IllegalArgumentException when it is not JSON
   */
  static Books read(String json) {
    JsonNode status = LastObject.in(json);
    return new Books(
        status.findPath("state").asText(),
        status.findPath("sent").asLong(-1),
        status.findPath("open").asLong(-1),
        status.findPath("balanced").asBoolean(false));
  }

  @Override
  public String toString() {
    return "%s with %,d sent and %,d open, %s"
        .formatted(state, sent, open, balanced ? "balanced" : "NOT BALANCED");
  }
}
