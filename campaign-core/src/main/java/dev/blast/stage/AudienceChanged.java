package dev.blast.stage;

import dev.blast.campaign.Problem;

/** The audience is not, or not as, it was when it was frozen; nothing of it may be used. */
public final class AudienceChanged extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  public AudienceChanged(Problem problem) {
    super(problem.toString());
    this.problem = problem;
  }

  /** The file, what was found, and what to do. */
  public Problem problem() {
    return problem;
  }

  static AudienceChanged of(String file, String found) {
    return new AudienceChanged(changed(file, found));
  }

  static Problem changed(String file, String found) {
    return Problem.of(
        file,
        found,
        "the audience as it was staged",
        "put the file back as it was and resume, or start a new run");
  }
}
