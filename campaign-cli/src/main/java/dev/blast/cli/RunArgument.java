package dev.blast.cli;

import dev.blast.local.LocalBlast;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import java.util.List;

/** {@code RUN}: the id of a run. */
final class RunArgument {

  private static final int LISTED = 5;

  private RunArgument() {}

  /** The run of this name; throws {@link BadInput} with the runs there are when there is none. */
  static RunId parse(String text, LocalBlast local) {
    return RunId.parse(text)
        .filter(local.runs().all()::contains)
        .orElseThrow(() -> new BadInput(noSuchRun(text, local)));
  }

  /** The run of this name, which is not over; {@link BadInput} that says {@code why} when it is. */
  static RunId unfinished(String text, LocalBlast local, String why) {
    RunId id = parse(text, local);
    RunState state = local.runs().state(id).orElseThrow();
    if (state.isFinal()) {
      throw new BadInput("run " + id + " is " + state + "; " + why + ".");
    }
    return id;
  }

  private static String noSuchRun(String text, LocalBlast local) {
    List<RunId> all = local.runs().all();
    if (all.isEmpty()) {
      return "there is no run " + text + ": nothing was run here yet (see --data).";
    }
    List<String> newest = all.stream().limit(LISTED).map(RunId::toString).toList();
    return "there is no run " + text + "; the newest here are " + String.join(", ", newest) + ".";
  }
}
