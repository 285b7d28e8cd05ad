package dev.blast.cli;

import dev.blast.campaign.Campaign;
import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.Problem;
import dev.blast.campaign.Throttle;
import dev.blast.forecast.Forecast;
import dev.blast.stage.Manifest;
import dev.blast.stage.Staging;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * {@code --anyway}: the operator's word that a run may begin although some of its recipients will
 * surely expire.
 *
 * @param name of the campaign file, as the operator knows it
 * @param command what to repeat with {@code --anyway}
 */
record DeadlineCheck(
    CampaignFile file, String name, boolean anyway, String command, InstantSource clock) {

  /** Whether there is anything that holds recipients back, so that staging tells something. */
  boolean matters() {
    Campaign campaign = file.campaign();
    return campaign.throttle() instanceof Throttle.Limit || campaign.safety().canary().isPresent();
  }

  /** What is foreseen of a run; empty when everybody can be released in time. */
  Optional<Forecast> late(Manifest manifest, Instant scheduled) {
    return Optional.of(foreseen(manifest, scheduled)).filter(forecast -> !forecast.holds());
  }

  Forecast foreseen(Manifest manifest, Instant scheduled) {
    Campaign campaign = file.campaign();
    Instant deadline = campaign.deadline().of(scheduled, campaign.schedule().zone());
    Instant now = clock.instant();
    // A run that was to start a while ago has only the rest of its time.
    Instant start = now.isAfter(scheduled.plusSeconds(1)) ? now : scheduled;
    return Forecast.of(campaign, manifest, Duration.between(start, deadline));
  }

  /** What is foreseen, in words; none when everybody can be released in time. */
  List<String> notes(Manifest manifest, Instant scheduled) {
    return late(manifest, scheduled).map(forecast -> forecast.sentence(isAhead(scheduled))).stream()
        .toList();
  }

  /** The answer of staging; refused when the deadline cannot be kept, and nobody said anyway. */
  Staging.Answer asked(Staging.Answer answer, Instant scheduled) {
    return answer instanceof Staging.Answer.Staged staged
        ? problem(staged.manifest(), scheduled)
            .<Staging.Answer>map(problem -> new Staging.Answer.Refused(List.of(problem)))
            .orElse(answer)
        : answer;
  }

  /** Why the run may not begin; empty when it may. */
  Optional<Problem> problem(Manifest manifest, Instant scheduled) {
    return anyway
        ? Optional.empty()
        : late(manifest, scheduled)
            .map(
                forecast ->
                    Problem.of(
                        name,
                        forecast.sentence(isAhead(scheduled)),
                        "everybody to be released before the deadline",
                        "raise the rate or the deadline; if this is meant: "
                            + command
                            + " --anyway"));
  }

  private boolean isAhead(Instant scheduled) {
    return scheduled.isAfter(clock.instant().plusSeconds(1));
  }
}
