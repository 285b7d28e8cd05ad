package dev.blast.cli;

import dev.blast.outcome.Reach;
import dev.blast.outcome.Tally;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.site.Site;
import java.util.Locale;
import java.util.Optional;

/** How a run stands, in a few words: {@code closed; 23 % sent}. */
final class Headline {

  private Headline() {}

  static String of(RunId id, Site site) {
    RunState state = site.runs().state(id).orElse(RunState.OPENED);
    return of(state, site.books().tally(id));
  }

  /** How many were sent to is said of a run that is closed, and known. */
  static String of(RunState state, Optional<Tally> tally) {
    String word = state.name().toLowerCase(Locale.ROOT);
    return state == RunState.CLOSED
        ? tally.map(counts -> word + "; " + Reach.of(counts).words()).orElse(word)
        : word;
  }
}
