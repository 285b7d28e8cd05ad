package dev.blast.watch;

import dev.blast.campaign.Canary;
import dev.blast.stage.CanaryGroup;
import dev.blast.stage.Manifest;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Whether the first recipients fared well enough for all others. Pure. */
final class CanaryCheck {

  private final Canary canary;
  private final long recipients;

  CanaryCheck(Canary canary, Manifest manifest) {
    this.canary = canary;
    this.recipients = new CanaryGroup(canary, manifest).recipients();
  }

  /** What to do about everybody else. */
  sealed interface Verdict {

    /**
     * Not yet.
     *
     * @param why a sentence for the operator
     * @param resting whether only time has to pass, and no recipient is waited for
     */
    record Wait(String why, boolean resting) implements Verdict {}

    /** All of them have an outcome since now. */
    record Settled() implements Verdict {}

    record GoOn(String why) implements Verdict {}

    record Pause(String why) implements Verdict {}
  }

  /**
   * @param settled recipients with any outcome so far: nobody but the first was released
   * @param since when all of them had one; empty when that was not seen yet
   */
  Verdict look(Instant now, long settled, Errors errors, Optional<Instant> since) {
    if (settled < recipients) {
      return new Verdict.Wait(
          String.format(
              Locale.ROOT, "canary: %,d of the first %,d have an outcome", settled, recipients),
          false);
    }
    if (since.isEmpty()) {
      return new Verdict.Settled();
    }
    Instant end = since.get().plus(canary.pause());
    if (now.isBefore(end)) {
      return new Verdict.Wait(
          String.format(
              Locale.ROOT,
              "canary: the first %,d have an outcome, %s failed; waiting until %s",
              recipients,
              errors.text(),
              end),
          true);
    }
    if (errors.share() > canary.maxRefused()) {
      return new Verdict.Pause(
          "of the canary %s failed, and it allows %s"
              .formatted(errors.text(), Errors.percent(canary.maxRefused())));
    }
    String well = "the canary went well: " + errors.text() + " failed";
    return switch (canary.then()) {
      case CONTINUE -> new Verdict.GoOn(well);
      case ASK -> new Verdict.Pause(well + "; the campaign says to ask before all others");
    };
  }
}
