package dev.blast.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.alert.Alerts.AlertLost;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every way of alerts promises. */
public abstract class AlertsContract {

  private static final Alert ALERT =
      new Alert("2 letters \"died\", 早安.", "run a@1", "See: blast dead a@1");

  protected abstract Alerts alerts();

  /** The texts that arrived, in their order. */
  protected abstract List<String> arrived();

  /** From now on nothing arrives; false where that cannot happen. */
  protected abstract boolean fail();

  @Test
  void anAlertArrivesOnceWithWhatHappenedWhereAndWhatToDo() {
    alerts().raise(ALERT);

    assertThat(arrived()).hasSize(1);
    assertThat(arrived().getFirst()).contains("died", "早安", "run a@1", "See: blast dead a@1");
  }

  @Test
  void anEqualAlertArrivesAgain() {
    alerts().raise(ALERT);
    alerts().raise(ALERT);

    assertThat(arrived()).hasSize(2);
  }

  @Test
  void anAlertThatDoesNotArriveIsSaidToBeLost() {
    if (fail()) {
      assertThatThrownBy(() -> alerts().raise(ALERT)).isInstanceOf(AlertLost.class);
    }
  }
}
