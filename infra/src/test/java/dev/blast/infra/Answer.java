package dev.blast.infra;

/** What came of an invocation. */
sealed interface Answer {

  /** The function returned. */
  record Returned(String json) implements Answer {}

  /**
   * The function threw.
   *
   * @param error the runtime's words for it: JSON with errorMessage, errorType, stackTrace
   */
  record Threw(String error) implements Answer {}

  /** The process ended, or was ended, before it answered. */
  record Died(String why) implements Answer {}

  /** What was returned; anything else is an {@link IllegalStateException} that says so. */
  default String returned() {
    return switch (this) {
      case Returned(String json) -> json;
      case Threw(String error) -> throw new IllegalStateException("it threw: " + error);
      case Died(String why) -> throw new IllegalStateException("it died: " + why);
    };
  }
}
