package dev.blast.aws.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.campaign.Throttle;
import dev.blast.run.Control;
import dev.blast.run.RunControl;
import dev.blast.run.RunControlContract;
import dev.blast.run.RunId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DynamoRunControlTest extends RunControlContract {

  private static final RunId ID = new RunId("morning", Instant.parse("2026-03-01T08:00:00Z"));
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final Stand stand = new Stand();
  private final RunControl control = new DynamoRunControl(stand.client(), stand.table());

  @AfterEach
  void close() {
    stand.close();
  }

  @Override
  protected RunControl control() {
    return control;
  }

  @Override
  protected void open(RunId id) {
    assertThat(stand.open(id)).isTrue();
  }

  @Override
  protected RunControl elsewhere() {
    return new DynamoRunControl(stand.client(), stand.table());
  }

  @Test
  void aChangeWhoseAnswerIsLostIsMadeOnce() {
    open(ID);
    control.change(ID, asked -> asked.withThrottle(new Throttle.Limit(1, PERIOD)));
    AtomicInteger left = new AtomicInteger(1);
    stand
        .dynamo()
        .wire()
        .after(
            (operation, body) -> {
              if (operation.equals("UpdateItem") && left.getAndDecrement() > 0) {
                throw new IOException("connection reset by peer");
              }
            });
    Control changed = control.change(ID, DynamoRunControlTest::oneMore);

    assertThat(changed.throttle()).contains(new Throttle.Limit(2, PERIOD));
    assertThat(control.of(ID)).isEqualTo(changed);
  }

  @Test
  void aLookCostsHalfAReadUnit() {
    open(ID);
    stand.dynamo().units().reset();
    for (int i = 0; i < 10; i++) {
      assertThat(control.of(ID)).isEqualTo(Control.NONE);
    }
    assertThat(stand.dynamo().units().read()).isEqualTo(5.0);
  }

  private static Control oneMore(Control before) {
    return before.throttle().orElseThrow() instanceof Throttle.Limit limit
        ? before.withThrottle(new Throttle.Limit(limit.recipients() + 1, PERIOD))
        : before;
  }
}
