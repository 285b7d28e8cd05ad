package dev.blast.site;

import dev.blast.campaign.Throttle;
import dev.blast.dashboard.Actions;
import dev.blast.outcome.Ending;
import dev.blast.outcome.Outcome;
import dev.blast.redrive.Selection;
import dev.blast.run.Refused;
import dev.blast.run.RunId;
import dev.blast.site.Operation.Concerned;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Does to runs what the page asks for, as the commands do. A run of this machine that nobody works
 * on is gone on with by this process; {@link #close} stops those as Ctrl-C does, and waits.
 */
public final class SiteActions implements Actions, AutoCloseable {

  private final Site site;
  private final InstantSource clock;
  private final Drives drives;

  /**
   * @param notes told how a run ended that this process took to its end
   */
  public SiteActions(Site site, InstantSource clock, Consumer<String> notes) {
    this.site = site;
    this.clock = clock;
    this.drives = new Drives(clock, notes);
  }

  private Operation operation(RunId id) {
    return new Operation(site, id, Operation.operator() + ", dashboard", clock);
  }

  @Override
  public String pause(RunId id, String why) {
    Operation operation = operation(id);
    operation.pause(why);
    return "Paused " + operation.when() + ".";
  }

  @Override
  public String throttle(RunId id, Throttle rate) {
    Operation operation = operation(id);
    Throttle before = operation.throttle(rate);
    return before.text() + " → " + rate.text() + ", " + operation.when() + ".";
  }

  @Override
  public String cancel(RunId id) {
    List<String> errors = site.end(id, Ending.cancelled(operation(id).cancel()));
    if (!errors.isEmpty()) {
      throw new Refused("THE BOOKS DO NOT BALANCE: " + String.join("; ", errors));
    }
    return site.runs().state(id).orElseThrow().isFinal()
        ? site.books()
            .tally(id)
            .map(tally -> "Cancelled and CLOSED. The books balance.")
            .orElse("Cancelled. Nothing was sent.")
        : "Cancelled: no attempt begins two seconds from now; it closes when those in flight have"
            + " ended.";
  }

  @Override
  public String resume(RunId id) {
    Operation operation = operation(id);
    operation.refuseFinished("there is nothing to go on with");
    return switch (site) {
      case StackSite there -> {
        operation.refuseChangedAudience();
        boolean paused = operation.liftPause();
        yield "It " + there.goOn(id, paused).words(paused) + ".";
      }
      case LocalSite here -> {
        if (!here.isLive(id)) {
          drives.goOn(operation, here);
          yield "It goes on, in the process of this dashboard.";
        }
        if (!operation.liftPause()) {
          throw new Refused("run " + id + " is not paused, and a process works on it.");
        }
        yield "It goes on within two seconds.";
      }
    };
  }

  @Override
  public String redrive(
      RunId id, Set<Outcome> outcomes, Optional<String> code, Optional<Duration> deadline) {
    Operation operation = operation(id);
    if (code.isEmpty() && Selection.needsReason(outcomes)) {
      throw new Refused("a redrive of rejected recipients needs a reason; choose one.");
    }
    Concerned concerned = operation.concerned(new Selection(outcomes, code));
    Operation.Permit permit = operation.redrive(concerned, deadline);
    return switch (site) {
      case StackSite there ->
          String.format(
              Locale.ROOT,
              "%,d recipients are sent to again.",
              there.redrive(id, concerned.selection(), permit));
      case LocalSite here ->
          String.format(
              Locale.ROOT,
              "%,d recipients are sent to again, by this dashboard's process.",
              drives.redrive(id, concerned.selection(), permit, here));
    };
  }

  @Override
  public void close() {
    drives.close();
  }
}
