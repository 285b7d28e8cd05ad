package dev.blast.site;

import dev.blast.aws.stack.StackWiring;
import dev.blast.dispatch.Pass;
import dev.blast.dispatch.Passes.Latest;
import dev.blast.redrive.Redrives.Redrive;
import dev.blast.redrive.Selection;
import dev.blast.run.Control;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.site.Operation.Permit;
import dev.blast.site.StackSite.Busy;
import dev.blast.stage.Manifest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Opens recipients of a closed run on a stack again, and has them sent to: the steps of that, in
 * their order, of which any may be the last one that its process does. Thread-safe; blocks.
 */
final class StackRedrive {

  private final StackSite site;
  private final StackWiring stack;
  private final InstantSource clock;

  StackRedrive(StackSite site, StackWiring stack, InstantSource clock) {
    this.site = site;
    this.stack = stack;
    this.clock = clock;
  }

  /**
   * Opens chosen recipients of a closed run again and has them sent to. A call that broke off is
   * finished by {@link StackSite#goOn}, which knows what was asked.
   *
   * @return how many
   * @throws Busy when the run's watch has not ended yet, when others redrive the run, or when the
   *     ledger may forget outcomes before the deadline; nobody is opened again then. Or when it
   *     broke off in the middle
   */
  long redrive(RunId id, Selection selection, Permit permit) {
    refuseForgotten(id, clock.instant());
    Run run = site.runs().find(id).orElseThrow();
    Manifest manifest = site.runs().manifest(id).orElseThrow();
    if (site.isWatched(id)) {
      // It may be about to write its report, of how the run was closed before.
      throw new Busy("the watch of " + id + " is still at its report; try again in a minute.");
    }
    permit.check().run();
    refuseForgotten(id, permit.until());
    // Noted when it has begun: of two who ask at a time the other one leaves nothing, not a word.
    return finish(begin(id, selection, permit.until()), run, manifest, permit.note());
  }

  private Redrive begin(RunId id, Selection selection, Instant until) {
    Optional<Redrive> begun;
    try {
      begun = stack.redrives().begin(id, selection, until);
    } catch (RuntimeException failed) {
      throw new Busy(
          "whether the redrive of %s has begun is not known (%s). Look with: %s; where it is REOPENING go on with: %s"
              .formatted(id, words(failed), site.command("status", id), site.command("resume", id)),
          failed);
    }
    return begun.orElseThrow(
        () ->
            new Busy(
                "another redrive of " + id + " has begun; see: " + site.command("status", id)));
  }

  /** Whoever is forgotten looks open, and would be sent to once more. */
  private void refuseForgotten(RunId id, Instant until) {
    Instant latest = stack.keeping().latestDeadline(id.scheduled());
    if (until.isAfter(latest)) {
      throw new Busy(
          "nobody of %s is sent to again until %s: the stack keeps its ledger for %d days, and may have forgotten who was sent to by then. %s"
              .formatted(
                  id,
                  until,
                  stack.keeping().days(),
                  clock.instant().isBefore(latest)
                      ? "Give a deadline before " + latest + ", as in --deadline 2h."
                      : "Send to them by a campaign of its own; who they are says: "
                          + site.command("report", id)));
    }
  }

  /** Finishes one that broke off; nothing when none did. */
  void finish(Run run, Manifest manifest) {
    stack
        .redrives()
        .reopening(run.id())
        .ifPresent(
            redrive -> {
              long reopened = finish(redrive, run, manifest, () -> {});
            });
  }

  /**
   * All that follows the first write of a redrive. Several may do it at a time: each envelope is
   * opened by one of them, and one of them goes beyond the opening.
   *
   * @param note done first, by the one who began it
   */
  private long finish(Redrive redrive, Run run, Manifest manifest, Runnable note) {
    RunId id = run.id();
    try {
      note.run();
      long reopened =
          stack.ledger().reopen(id, redrive.selection(), () -> isBetweenItsEnds(redrive));
      beginPass(redrive, run, manifest);
      Control asked = site.control().change(id, before -> before.withDeadline(redrive.until()));
      if (!stack.redrives().reopened(redrive)) {
        throw new Busy(
            "another has gone on with the redrive of "
                + id
                + "; see: "
                + site.command("status", id));
      }
      if (asked.cancelled().isEmpty()) {
        boolean ordered = site.launch().begin(run, manifest);
      }
      // Last: whoever finds no watch knows that something may be left to do.
      site.createWatch(id);
      return reopened;
    } catch (Busy others) {
      throw others;
    } catch (RuntimeException failed) {
      throw new Busy(
          "the redrive of %s broke off (%s). Nobody is lost; go on with: %s"
              .formatted(id, words(failed), site.command("resume", id)),
          failed);
    }
  }

  private boolean isBetweenItsEnds(Redrive redrive) {
    return stack.redrives().reopening(redrive.run()).filter(redrive::equals).isPresent();
  }

  /**
   * The pass that sends to them, without its orders yet. Who was overtaken leaves none: a pass
   * whose orders were sent is from before the redrive where that is still between its ends
   * afterwards, and begun it is only next to the one that was read.
   */
  private void beginPass(Redrive redrive, Run run, Manifest manifest) {
    Optional<Latest> latest = stack.passes().of(redrive.run());
    boolean due =
        latest.map(Latest::ordered).orElse(true) || site.launch().isDispatched(run.id(), manifest);
    if (due && isBetweenItsEnds(redrive)) {
      boolean begun =
          stack
              .passes()
              .begin(latest.map(known -> known.pass().next()).orElse(Pass.first(redrive.run())));
    }
  }

  private static String words(RuntimeException failed) {
    return SiteFailure.of(failed)
        .map(SiteFailure::what)
        .orElseGet(() -> String.valueOf(failed.getMessage()));
  }
}
