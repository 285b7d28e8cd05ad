package dev.blast.audience;

/** Finds the files that a campaign names. Implementations are thread-safe. */
@FunctionalInterface
public interface Audiences {

  /**
   * The file of a {@code uri} as the operator wrote it. It need not be there: that shows when it is
   * used.
   */
  AudienceFile at(String uri);
}
