package dev.blast.cli;

import dev.blast.campaign.Problem;
import java.util.List;

/** Something the operator gave us is wrong. */
final class BadInput extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;
  private final String consequence;

  /** One sentence that says what to do. */
  BadInput(String message) {
    super(message);
    this.problems = List.of();
    this.consequence = "";
  }

  BadInput(List<Problem> problems) {
    this(problems, "nothing was sent");
  }

  /**
   * @param consequence what the operator needs to know of the run
   */
  BadInput(List<Problem> problems, String consequence) {
    super(problems.size() + " problems");
    this.problems = List.copyOf(problems);
    this.consequence = consequence;
  }

  String consequence() {
    return consequence;
  }

  List<Problem> problems() {
    return problems;
  }
}
