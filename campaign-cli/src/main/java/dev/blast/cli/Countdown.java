package dev.blast.cli;

import dev.blast.campaign.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Waits for the scheduled instant, and shows how long it still is. */
record Countdown(Terminal terminal, InstantSource clock, Schedule schedule) {

  private static final Duration TICK = Duration.ofSeconds(1);

  /** Blocks until the clock shows {@code instant}; Ctrl-C ends the process, nothing was begun. */
  void until(Instant instant) throws InterruptedException {
    terminal.note("Waiting for " + CampaignSummary.local(instant, schedule) + ". Ctrl-C gives up.");
    for (Duration left = left(instant); left.isPositive(); left = left(instant)) {
      if (terminal.interactive()) {
        terminal.err().print("\r  fires in " + Durations.clock(left.plusMillis(999)) + "   ");
        terminal.err().flush();
      }
      Thread.sleep(left.compareTo(TICK) < 0 ? left : TICK);
    }
    if (terminal.interactive()) {
      terminal.err().print("\r\u001b[K");
      terminal.err().flush();
    }
  }

  private Duration left(Instant instant) {
    return Duration.between(clock.instant(), instant);
  }
}
