package dev.blast.campaign;

import java.util.Optional;

/**
 * What holds for every campaign of an operator. Immutable.
 *
 * @param confirmAbove the size above which a run needs the operator's word for its size; empty for
 *     none
 */
public record OperatorSettings(Optional<Limit> confirmAbove) {

  /** Those of an operator who wrote none. */
  public static final OperatorSettings NONE = new OperatorSettings(Optional.empty());

  /**
   * A number of recipients.
   *
   * @param place the file and line that say so
   */
  public record Limit(long recipients, String place) {}
}
