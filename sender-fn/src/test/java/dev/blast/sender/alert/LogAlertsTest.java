package dev.blast.sender.alert;

import dev.blast.alert.Alerts;
import dev.blast.alert.AlertsContract;
import java.util.ArrayList;
import java.util.List;

class LogAlertsTest extends AlertsContract {

  private final List<String> log = new ArrayList<>();

  @Override
  protected Alerts alerts() {
    return new LogAlerts(log::add);
  }

  @Override
  protected List<String> arrived() {
    return log;
  }

  @Override
  protected boolean fail() {
    return false;
  }
}
