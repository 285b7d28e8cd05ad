package dev.blast.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.delivery.InvocationTime;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class LocalFunctionTimeoutTest {

  /** A campaign file takes timeouts from 100 ms to 5 min. */
  @Property(tries = 300)
  void everyTimeoutOfACampaignFitsIntoAnInvocationOfALocalRun(
      @ForAll @LongRange(max = 600_000) long millis) {
    Duration attempt = Duration.ofMillis(millis);
    assertThat(InvocationTime.longestAttempt(LocalWiring.functionTimeout(attempt)))
        .isGreaterThanOrEqualTo(attempt);
  }
}
