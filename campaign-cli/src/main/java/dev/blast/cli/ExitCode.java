package dev.blast.cli;

/** How a command ends, for scripts. */
enum ExitCode {
  /** Done; a run is closed and its books balance. */
  BALANCED(0),
  /** The run ended with open or dead recipients. */
  LEFT_OVER(1),
  /** Something the operator gave us is wrong; nothing was sent. */
  BAD_INPUT(2),
  /** Something we depend on failed: disk, queue, ledger. */
  DEPENDENCY_FAILED(3);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
