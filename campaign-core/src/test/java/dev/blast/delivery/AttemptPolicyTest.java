package dev.blast.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.campaign.Attempts;
import dev.blast.campaign.OnUncertain;
import dev.blast.delivery.Attempt.Fault;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing;
import dev.blast.outcome.Standing.Open;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A recipient who was dead after five attempts, and is sent to again. */
class AttemptPolicyTest {

  private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
  private static final Reason CUT = Reason.of("connection-lost");
  private static final Open REDRIVEN = new Open(5, 5, 0, CUT, Instant.EPOCH);
  private static final Attempt LOST = new Attempt.Unconfirmed(CUT, Fault.CONNECTION_LOST);
  private static final Attempt BUSY =
      new Attempt.Deferred(Reason.of("http-503"), Duration.ZERO, Fault.UNAVAILABLE);

  private final AttemptPolicy policy =
      new AttemptPolicy(
          new Attempts(5, Duration.ofSeconds(1), Duration.ofSeconds(8)), OnUncertain.RESEND);

  @Test
  void whoIsRedrivenHasAllAttemptsAgainAlsoThroughQuickOnes() {
    Open open = REDRIVEN;
    for (int attempt = 1; attempt < 5; attempt++) {
      assertThat(policy.curable(open, LOST)).as("attempt %d", attempt).isTrue();
      open = policy.soon(open, LOST, NOW);
      open = policy.soon(open, BUSY, NOW);
    }
    assertThat(open.attempts()).isEqualTo(9);
    assertThat(policy.curable(open, LOST)).isFalse();
    assertThat(policy.after(open, LOST, NOW, 1))
        .isInstanceOfSatisfying(
            Standing.Settled.class,
            settled -> {
              assertThat(settled.outcome()).isEqualTo(Outcome.DEAD);
              assertThat(settled.attempts()).isEqualTo(10);
            });
  }

  @Test
  void whatWasMadeBeforeARedriveIsKeptThroughEveryStanding() {
    for (Attempt attempt : List.of(LOST, BUSY)) {
      assertThat(policy.soon(REDRIVEN, attempt, NOW).earlier()).isEqualTo(5);
      assertThat(policy.after(REDRIVEN, attempt, NOW, 1))
          .isInstanceOfSatisfying(Open.class, open -> assertThat(open.earlier()).isEqualTo(5));
    }
  }
}
