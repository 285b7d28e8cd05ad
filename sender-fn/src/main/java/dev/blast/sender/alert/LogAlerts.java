package dev.blast.sender.alert;

import dev.blast.alert.Alert;
import dev.blast.alert.Alerts;
import java.util.function.Consumer;

/**
 * Alerts as lines of a log.
 *
 * @param log takes a line without its end; many threads may
 */
public record LogAlerts(Consumer<String> log) implements Alerts {

  @Override
  public void raise(Alert alert) {
    log.accept("ALERT " + alert);
  }
}
