package dev.blast.audience;

import dev.blast.campaign.Problem;
import java.io.IOException;

/** A file cannot be read as things are set up, and its store says why; asking again is no use. */
public final class FileUnreadable extends IOException {

  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  public FileUnreadable(Problem problem, Throwable cause) {
    super(problem.toString(), cause);
    this.problem = problem;
  }

  /** The file, what was found, and what to do. */
  public Problem problem() {
    return problem;
  }
}
