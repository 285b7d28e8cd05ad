package dev.blast.cli;

import dev.blast.run.RunId;
import dev.blast.site.LocalSite;
import dev.blast.site.Site;
import dev.blast.site.StackSite;
import java.util.List;

/** {@code RUN}: the id of a run. */
final class RunArgument {

  private static final int LISTED = 5;

  private RunArgument() {}

  /** The run of this name; throws {@link BadInput} with the runs there are when there is none. */
  static RunId parse(String text, Site site) {
    return RunId.parse(text)
        .filter(id -> site.runs().state(id).isPresent())
        .orElseThrow(() -> new BadInput(noSuchRun(text, site)));
  }

  private static String noSuchRun(String text, Site site) {
    List<RunId> all = site.runs().all();
    if (all.isEmpty()) {
      return "there is no run " + text + ": nothing was run " + where(site);
    }
    List<String> newest = all.stream().limit(LISTED).map(RunId::toString).toList();
    return "there is no run " + text + "; the newest here are " + String.join(", ", newest) + ".";
  }

  private static String where(Site site) {
    return switch (site) {
      case LocalSite _ -> "here yet (see --data).";
      case StackSite there -> "on " + there.name() + " yet (see --stack, --region, --profile).";
    };
  }
}
