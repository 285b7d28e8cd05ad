package dev.blast.cli;

import dev.blast.local.LocalBlast;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Tally;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.site.Site;
import java.util.Locale;
import java.util.Optional;

/**
 * A blast can't be taken back: refuses a run that would reach people a second time.
 *
 * @param again the operator said so
 * @param recurring the schedule fires again and again, so that earlier runs are no surprise
 */
record RunGuard(Site site, boolean again, boolean recurring) {

  /** Throws {@link BadInput} that names the earlier run and says what to do. */
  void check(String campaignId) {
    for (RunId id : site.runs().ofCampaign(campaignId)) {
      RunState state = site.runs().state(id).orElse(RunState.REFUSED);
      if (!state.isFinal()) {
        refuseUnfinished(id);
      } else if (state == RunState.CLOSED && !again && !recurring) {
        refuseRepeat(id);
      }
    }
  }

  private void refuseUnfinished(RunId id) {
    if (site.isLive(id)) {
      throw new LocalBlast.TakenByAnother(id);
    }
    throw new BadInput(
        "run "
            + id
            + " of this campaign was interrupted; go on with: "
            + site.command("resume", id));
  }

  private static long mayHaveReached(Tally tally) {
    return tally.count(Outcome.SENT) + tally.count(Outcome.DEAD) + tally.count(Outcome.UNCONFIRMED);
  }

  /** Throws {@link BadInput} when a run reached people. */
  void refuseRepeat(RunId id) {
    Optional<Tally> tally = site.books().tally(id);
    if (tally.isEmpty() && site.runs().state(id).filter(RunState.CLOSED::equals).isPresent()) {
      throw new BadInput(
          "run "
              + id
              + " of this campaign was closed, so long ago that how many people it reached is"
              + " forgotten. Nothing was sent; add --again to send to all of them once more.");
    }
    long reached = tally.map(RunGuard::mayHaveReached).orElse(0L);
    if (reached > 0) {
      throw new BadInput(
          String.format(
              Locale.ROOT,
              "run %s of this campaign reached %,d people already. Nothing was sent; add --again"
                  + " to send to all of them once more.",
              id,
              reached));
    }
  }
}
