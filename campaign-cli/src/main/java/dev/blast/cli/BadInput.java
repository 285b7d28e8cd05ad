package dev.blast.cli;

import dev.blast.campaign.Problem;
import java.util.List;

/** Something the operator gave us is wrong; nothing was sent. */
final class BadInput extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /** One sentence that says what to do. */
  BadInput(String message) {
    super(message);
    this.problems = List.of();
  }

  BadInput(List<Problem> problems) {
    super(problems.size() + " problems");
    this.problems = List.copyOf(problems);
  }

  List<Problem> problems() {
    return problems;
  }
}
