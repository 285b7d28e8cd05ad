package dev.blast.local;

import dev.blast.campaign.Throttle;
import dev.blast.dashboard.Actions;
import dev.blast.delivery.Channel;
import dev.blast.delivery.Channels.ChannelUnavailable;
import dev.blast.outcome.Ending;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.ReasonCount;
import dev.blast.redrive.Selection;
import dev.blast.report.Audit;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.sender.channel.SenderChannels;
import dev.blast.stage.Manifest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Does to runs of this machine what the page asks for, as the commands do. A run that nobody works
 * on is gone on with by this process; {@link #close} stops those as Ctrl-C does, and waits.
 */
public final class LocalActions implements Actions, AutoCloseable {

  private final LocalBlast local;
  private final InstantSource clock;
  private final Consumer<String> notes;
  private final Map<RunId, Drive> drives = new ConcurrentHashMap<>();

  /**
   * @param notes told how such a run ended
   */
  public LocalActions(LocalBlast local, InstantSource clock, Consumer<String> notes) {
    this.local = local;
    this.clock = clock;
    this.notes = notes;
  }

  private Operation operation(RunId id) {
    if (local.runs().state(id).isEmpty()) {
      throw new Refused("there is no run " + id + " any more.");
    }
    return new Operation(local, clock, Operation.operator() + ", dashboard", id);
  }

  @Override
  public String pause(RunId id, String why) {
    Operation operation = operation(id);
    operation.refuseFinished("nobody is left to be sent to");
    operation.pause(why);
    return "Paused " + (local.runs().isLive(id) ? "within two seconds." : "when it goes on.");
  }

  @Override
  public String resume(RunId id) {
    Operation operation = operation(id);
    operation.refuseFinished("there is nothing to go on with");
    if (operation.liftPause() && local.runs().isLive(id)) {
      return "It goes on within two seconds.";
    }
    if (local.runs().isLive(id)) {
      throw new Refused("run " + id + " is not paused, and a process works on it.");
    }
    Run run = local.runs().find(id).orElseThrow();
    Manifest manifest =
        local
            .runs()
            .manifest(id)
            .orElseThrow(
                () ->
                    new Refused(
                        "its audience was never read to the end; go on with: blast resume " + id));
    operation.refuseChangedAudience(run, manifest);
    operation.note("resumed by this dashboard");
    drive(run);
    return "It goes on, in the process of this dashboard.";
  }

  @Override
  public String cancel(RunId id) {
    Operation operation = operation(id);
    operation.refuseFinished("nobody is left to cancel");
    Ending ending = operation.cancel();
    if (local.runs().isLive(id)) {
      return "Cancelled: no attempt begins two seconds from now; it closes when those in flight"
          + " have ended.";
    }
    return operation.endNow(ending).map(LocalActions::ended).orElse("Cancelled. Nothing was sent.");
  }

  private static String ended(Audit.Answer answer) {
    return switch (answer) {
      case Audit.Answer.Balanced balanced -> "Cancelled and CLOSED. The books balance.";
      case Audit.Answer.StillOpen(var tally) ->
          throw new Refused("THE BOOKS DO NOT BALANCE: " + tally.sentence());
      case Audit.Answer.Unbalanced(List<String> errors) ->
          throw new Refused("THE BOOKS DO NOT BALANCE: " + String.join("; ", errors));
    };
  }

  @Override
  public String throttle(RunId id, Throttle rate) {
    Operation operation = operation(id);
    operation.refuseFinished("nobody is left to release");
    Throttle before = operation.throttle(rate);
    return before.text()
        + " → "
        + rate.text()
        + (local.runs().isLive(id) ? ", within two seconds." : ", when it goes on.");
  }

  @Override
  public String redrive(
      RunId id, Set<Outcome> outcomes, Optional<String> code, Optional<Duration> deadline) {
    Operation operation = operation(id);
    operation.refuseUnlessClosed();
    Selection selection = new Selection(outcomes, code);
    long recipients =
        operation.concerned(selection).stream().mapToLong(ReasonCount::recipients).sum();
    if (recipients == 0) {
      throw new Refused(
          "nobody in " + id + " is " + Operation.words(selection) + "; nothing was sent.");
    }
    Instant until = operation.until(deadline);
    Run run = local.runs().find(id).orElseThrow();
    operation.refuseChangedAudience(run, local.runs().manifest(id).orElseThrow());
    SenderChannels ready = ready(run);
    try {
      long reopened = operation.reopen(selection, until);
      drive(run, ready);
      return String.format(
          Locale.ROOT, "%,d recipients are sent to again, by this dashboard's process.", reopened);
    } catch (RuntimeException refused) {
      ready.close();
      throw refused;
    }
  }

  /** Refuses before anything is changed where the channel cannot be built. */
  private SenderChannels ready(Run run) {
    SenderChannels made = LocalBlast.channels(clock);
    try {
      Channel channel = made.forSettings(run.campaign().message().channel());
      return made;
    } catch (ChannelUnavailable unavailable) {
      made.close();
      throw new Refused(unavailable.getMessage() + " Nothing was sent.");
    }
  }

  private void drive(Run run) {
    SenderChannels ready = ready(run);
    try {
      drive(run, ready);
    } catch (RuntimeException refused) {
      ready.close();
      throw refused;
    }
  }

  private void drive(Run run, SenderChannels ready) {
    LiveRun live = local.begin(run.id(), ready);
    Drive drive = new Drive(live, ready, this::ended);
    drives.put(run.id(), drive);
    drive.start();
  }

  private void ended(RunId id, String how) {
    drives.remove(id);
    notes.accept(id + "  " + how);
  }

  @Override
  public void close() {
    drives.values().forEach(Drive::stop);
    drives.values().forEach(Drive::join);
  }
}
