package dev.blast.run;

/**
 * A run does not allow what was asked of it; the message says why and what to do, and what changed
 * all the same where something did.
 */
public class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Refused(String message) {
    super(message);
  }

  public Refused(String message, Throwable cause) {
    super(message, cause);
  }
}
