package dev.blast.cli;

import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.site.Site;
import java.util.List;
import java.util.Optional;

/**
 * A blast can't be taken back: refuses a schedule that would reach people a second time.
 *
 * @param again the operator said so
 * @param recurring it fires again and again, so that other runs are no surprise
 */
record ScheduleGuard(Site site, boolean again, boolean recurring) {

  /**
   * Throws {@link BadInput} when an earlier run of the campaign reached people, or is not over and
   * will. A run that has just fired has reached nobody yet: both would reach everybody.
   */
  void check(String campaignId) {
    if (again || recurring) {
      return;
    }
    RunGuard guard = new RunGuard(site, again, recurring);
    for (RunId id : site.runs().ofCampaign(campaignId)) {
      if (unfinished(id).isPresent()) {
        throw new BadInput(
            "run %s of this campaign is not over, and this schedule would reach everybody once more. See: %s; end it with: %s; or add --again if both are meant."
                .formatted(id, site.command("status", id), site.command("cancel", id)));
      }
      guard.refuseRepeat(id);
    }
  }

  /** A line for each run of the campaign that is not over; none when all are. */
  List<String> underWay(String campaignId) {
    return site.runs().ofCampaign(campaignId).stream()
        .flatMap(
            id ->
                unfinished(id)
                    .map(
                        state ->
                            "run %s of this campaign is %s and goes on; end it with: %s"
                                .formatted(id, state, site.command("cancel", id)))
                    .stream())
        .toList();
  }

  private Optional<RunState> unfinished(RunId id) {
    return site.runs().state(id).filter(state -> !state.isFinal());
  }
}
