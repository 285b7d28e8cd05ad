package dev.blast.alert;

/** Where alerts go. Implementations are thread-safe and block for ten seconds at most. */
public interface Alerts {

  /**
   * Hands over one alert; a second call with an equal one hands it over again.
   *
   * @throws AlertLost when it did not arrive, or nobody knows whether it did
   */
  void raise(Alert alert);

  /** All of them, one after the other; what one of them loses the others still get. */
  static Alerts all(Iterable<Alerts> each) {
    return alert -> {
      StringBuilder lost = new StringBuilder();
      for (Alerts alerts : each) {
        try {
          alerts.raise(alert);
        } catch (AlertLost failed) {
          lost.append(lost.isEmpty() ? "" : "; ").append(failed.getMessage());
        }
      }
      if (!lost.isEmpty()) {
        throw new AlertLost(lost.toString());
      }
    };
  }

  /** An alert that did not arrive; the message says where, and why, without any secret. */
  final class AlertLost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AlertLost(String message) {
      super(message);
    }
  }
}
