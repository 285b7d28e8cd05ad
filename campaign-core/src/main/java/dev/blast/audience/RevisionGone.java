package dev.blast.audience;

import java.io.IOException;

/** The file has other content than the revision that was asked for. */
public final class RevisionGone extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * @param file as the operator knows it
   */
  public RevisionGone(String file) {
    super(file + " was replaced");
  }
}
