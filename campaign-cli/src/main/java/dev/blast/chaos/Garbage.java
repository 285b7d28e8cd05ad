package dev.blast.chaos;

/** What somebody may write to the queue who should not. */
final class Garbage {

  private static final int KINDS = 5;

  private Garbage() {}

  /**
   * Something that is no envelope of the run.
   *
   * @param body of a real one
   * @param draw in [0, 1): which kind
   */
  static String like(String body, double draw) {
    return switch ((int) (draw * KINDS)) {
      case 0 -> "garbage";
      case 1 -> body.substring(0, body.length() / 2);
      case 2 -> body.replaceFirst("\\d", "9");
      case 3 -> "{}";
      default -> "\uFFFD" + body;
    };
  }
}
