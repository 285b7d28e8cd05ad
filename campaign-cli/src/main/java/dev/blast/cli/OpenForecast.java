package dev.blast.cli;

import dev.blast.campaign.Throttle;
import dev.blast.forecast.Forecast;
import dev.blast.outcome.Tally;
import dev.blast.run.Control;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.site.Site;
import dev.blast.stage.Manifest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * What is foreseen of a run that goes on. Those of the open who were released before are counted as
 * if they were not, so fewer may expire.
 */
record OpenForecast(Site site, InstantSource clock) {

  /** Of those who are open; in words, none when everybody can be released in time. */
  List<String> notes(RunId id) {
    return notes(id, site.books().tally(id).map(Tally::open).orElse(0L), Optional.empty());
  }

  /**
   * Of others.
   *
   * @param recipients who are to be released
   * @param until their deadline; empty for the run's
   */
  List<String> notes(RunId id, long recipients, Optional<Instant> until) {
    Optional<Run> run = site.runs().find(id);
    Optional<Manifest> manifest = site.runs().manifest(id);
    if (run.isEmpty() || manifest.isEmpty()) {
      return List.of();
    }
    Control control = site.control().of(id);
    Throttle throttle = control.throttle().orElse(run.get().campaign().throttle());
    Instant deadline = until.or(control::deadline).orElse(run.get().deadline());
    Forecast forecast =
        Forecast.of(
            throttle,
            recipients,
            manifest.get().packing(),
            Duration.between(clock.instant(), deadline));
    return forecast.holds() ? List.of() : List.of(forecast.sentence(false));
  }
}
