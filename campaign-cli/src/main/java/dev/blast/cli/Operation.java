package dev.blast.cli;

import dev.blast.run.Control;
import dev.blast.run.Run;
import dev.blast.run.RunEvent;
import dev.blast.run.RunId;
import dev.blast.site.Site;
import dev.blast.stage.Manifest;
import java.util.List;
import java.util.function.UnaryOperator;

/** Something the operator does to a run: it is asked of the run, and it is written down. */
record Operation(Blast blast, Site site, RunId run) {

  /** What is asked of the run now. */
  Control asked() {
    return site.control().of(run);
  }

  /** Asks for something else, and answers what is asked then. */
  Control change(UnaryOperator<Control> change, String what) {
    Control now = site.control().change(run, change);
    note(what);
    return now;
  }

  /** Throws {@link BadInput} when the audience is not what was staged. */
  void refuseChangedAudience(Run known, Manifest manifest) {
    site.books()
        .verify(known, manifest)
        .ifPresent(
            changed -> {
              throw new BadInput(List.of(changed), Blast.NOTHING_MORE);
            });
  }

  /** Writes down what the operator did. */
  void note(String what) {
    String operator = System.getProperty("user.name", "operator");
    site.log().add(run, new RunEvent(blast.clock().instant(), operator, what));
  }
}
