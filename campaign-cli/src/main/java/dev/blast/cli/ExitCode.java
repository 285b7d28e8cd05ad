package dev.blast.cli;

import dev.blast.outcome.Reach;

/** How a command ends, for scripts. */
enum ExitCode {
  /** Done; a run is closed, and as many were sent to as its campaign asks for. */
  BALANCED(0),
  /** The run ended with open, dead, expired or cancelled recipients. */
  LEFT_OVER(1),
  /** Something the operator gave us is wrong; nothing was sent. */
  BAD_INPUT(2),
  /** Something we depend on failed: disk, queue, ledger. */
  DEPENDENCY_FAILED(3),
  /** The run is closed, and nobody was sent to, or too few. */
  NOT_REACHED(4);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** Of a run that closed. */
  static ExitCode of(Reach.Grade grade) {
    return switch (grade) {
      case REACHED -> BALANCED;
      case PARTLY -> LEFT_OVER;
      case MISSED -> NOT_REACHED;
    };
  }

  int code() {
    return code;
  }
}
