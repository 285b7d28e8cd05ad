package dev.blast.cli;

import dev.blast.campaign.Share;
import dev.blast.dispatch.EnvelopeQueue.QueueUnavailable;
import dev.blast.local.EmbeddedRun.End;
import dev.blast.local.LedgerUnavailable;
import dev.blast.local.LiveRun;
import dev.blast.outcome.Reach;
import dev.blast.outcome.Tally;
import dev.blast.run.Pause;
import dev.blast.run.RunId;
import dev.blast.site.Site;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Takes a run to its end before the operator's eyes; what {@code run} and {@code resume} share. */
record RunDriver(Site site, Terminal terminal, InstantSource clock, boolean json) {

  /** Blocks until the run ends, and says how it did. */
  ExitCode drive(LiveRun live) throws InterruptedException {
    Instant start = clock.instant();
    End end;
    Interruption.Watch watch = Interruption.onInterrupt(() -> stop(live));
    try (ProgressDisplay progress = ProgressDisplay.on(terminal, clock)) {
      end = live.embedded().toTheEnd(seen -> progress.show(seen, live.hindrances()));
    } catch (LedgerUnavailable | QueueUnavailable lost) {
      terminal.note("blast: " + lost.getMessage());
      terminal.note(
          "Stopped. When that is mended, go on with: " + site.command("resume", live.run().id()));
      return ExitCode.DEPENDENCY_FAILED;
    } finally {
      watch.close();
    }
    Duration took = Duration.between(start, clock.instant());
    live.troubles().forEach(trouble -> terminal.note("Note: " + trouble));
    noteDeadLetters(live);
    return switch (end) {
      case End.Closed(Tally tally) -> closed(live, tally, took);
      case End.Stopped(Tally tally) -> open(live, tally, "Stopped; nothing is in flight.");
      case End.Halted(Tally tally, Pause pause) -> halted(live, tally, pause);
      case End.RanDry(Tally tally) ->
          open(live, tally, "The queue is empty, but recipients are open.");
      case End.Unbalanced(List<String> errors) -> unbalanced(live.run().id(), errors);
    };
  }

  private void noteDeadLetters(LiveRun live) {
    long letters = live.deadLetters();
    if (letters > 0) {
      terminal.note(
          String.format(
              Locale.ROOT,
              "Note: %,d messages were no use to any sender and are on record as dead letters:"
                  + " %s",
              letters,
              site.command("dead", live.run().id())));
    }
  }

  private void stop(LiveRun live) {
    terminal.note("");
    terminal.note("Stopping: finishing what is in flight …");
    live.embedded().stop();
  }

  private ExitCode closed(LiveRun live, Tally tally, Duration took) {
    RunId id = live.run().id();
    Reach reach = Reach.of(tally, live.staged());
    if (json) {
      terminal.json(RunFacts.of(id, "CLOSED", tally, live.uncertain()));
    } else {
      terminal.fact(tally.sentence());
      double seconds = Math.max(0.001, took.toMillis() / 1000.0);
      terminal.fact(
          String.format(
              Locale.ROOT,
              "CLOSED in %.1f s, %,.0f recipients a second; %s. The books balance.",
              seconds,
              live.openAtFirst() / seconds,
              reach.words()));
      terminal.fact("Report: " + site.command("report", id));
    }
    long refused = tally.invalidSince(live.staged());
    if (refused > 0) {
      terminal.note(
          String.format(
              Locale.ROOT,
              "%,d recipients are invalid: the queue refused their messages for good. They are in:"
                  + " %s --only invalid",
              refused,
              site.command("report", id)));
    }
    Share limit = live.run().campaign().safety().notSent();
    Reach.Grade grade = reach.grade(limit);
    if (grade == Reach.Grade.MISSED) {
      terminal.note(missed(reach, limit));
      terminal.note("Who was not sent to, and why: " + site.command("dead", id));
    }
    return ExitCode.of(grade);
  }

  private static String missed(Reach reach, Share limit) {
    return reach.sent() == 0
        ? "Nobody was sent to."
        : String.format(
            Locale.ROOT,
            "%,d of %,d were not sent to: the campaign allows %s (limits.notSent).",
            reach.recipients() - reach.sent(),
            reach.recipients(),
            limit.text());
  }

  /** The channel cannot send: what it met, who is open, and how to go on. */
  private ExitCode halted(LiveRun live, Tally tally, Pause pause) {
    RunId id = live.run().id();
    if (json) {
      terminal.json(RunFacts.of(id, "PAUSED", tally, live.uncertain()));
    } else {
      terminal.fact(tally.sentence());
    }
    terminal.note("PAUSED: the channel cannot send.");
    terminal.note("  " + pause.why());
    terminal.note(
        String.format(
            Locale.ROOT,
            "  %,d recipients are open; none of them has an outcome because of this.",
            tally.open()));
    terminal.note("When it is repaired, go on with: " + site.command("resume", id));
    terminal.note(
        "A run keeps the campaign file it began with. If the file is wrong, end the run with: "
            + site.command("cancel", id));
    return ExitCode.LEFT_OVER;
  }

  private ExitCode open(LiveRun live, Tally tally, String why) {
    RunId id = live.run().id();
    if (json) {
      terminal.json(RunFacts.of(id, "OPEN", tally, live.uncertain()));
    } else {
      terminal.fact(tally.sentence());
    }
    terminal.note(String.format(Locale.ROOT, "%s %,d recipients are open.", why, tally.open()));
    terminal.note("Go on with: " + site.command("resume", id));
    return ExitCode.LEFT_OVER;
  }

  private ExitCode unbalanced(RunId id, List<String> errors) {
    if (json) {
      terminal.json(Map.of("run", id.toString(), "balanced", false, "errors", errors));
    }
    terminal.note("THE BOOKS DO NOT BALANCE. " + id + " is not closed.");
    errors.forEach(error -> terminal.note("  " + error));
    terminal.note("This is a fault of Blast or of its ledger, not of yours. Keep the run's folder");
    terminal.note("as it is, and report it with the lines above.");
    return ExitCode.DEPENDENCY_FAILED;
  }
}
