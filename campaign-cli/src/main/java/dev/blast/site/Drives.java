package dev.blast.site;

import dev.blast.delivery.Channel;
import dev.blast.delivery.Channels.ChannelUnavailable;
import dev.blast.local.LiveRun;
import dev.blast.local.LocalBlast;
import dev.blast.redrive.Selection;
import dev.blast.run.Refused;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.sender.channel.SenderChannels;
import dev.blast.site.Operation.Permit;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Runs of this machine that this process takes to their end beside what else it does. */
final class Drives implements AutoCloseable {

  private final InstantSource clock;
  private final Consumer<String> notes;
  private final Map<RunId, Drive> drives = new ConcurrentHashMap<>();

  /**
   * @param notes told how each ended
   */
  Drives(InstantSource clock, Consumer<String> notes) {
    this.clock = clock;
    this.notes = notes;
  }

  /** Goes on with a run that nobody works on. */
  void goOn(Operation operation, LocalSite site) {
    RunId id = operation.run();
    if (site.runs().manifest(id).isEmpty()) {
      throw new Refused(
          "its audience was never read to the end; go on with: " + site.command("resume", id));
    }
    operation.refuseChangedAudience();
    SenderChannels ready = ready(id, site);
    try {
      if (!operation.liftPause()) {
        operation.note("resumed");
      }
      begin(id, ready, site);
    } catch (RuntimeException refused) {
      ready.close();
      throw refused;
    }
  }

  /** Opens recipients again and sends to them; answers how many. */
  long redrive(RunId id, Selection selection, Permit permit, LocalSite site) {
    SenderChannels ready = ready(id, site);
    try {
      long reopened = site.blast().reopen(id, selection, permit::take);
      begin(id, ready, site);
      return reopened;
    } catch (RuntimeException refused) {
      ready.close();
      throw refused;
    }
  }

  /** Refuses before anything is changed where the channel cannot be built. */
  private SenderChannels ready(RunId id, LocalSite site) {
    Run run = site.runs().find(id).orElseThrow();
    SenderChannels made = LocalBlast.channels(clock);
    try {
      Channel channel = made.forSettings(run.campaign().message().channel());
      return made;
    } catch (ChannelUnavailable unavailable) {
      made.close();
      throw new Refused(unavailable.getMessage() + " Nothing was sent.");
    }
  }

  private void begin(RunId id, SenderChannels ready, LocalSite site) {
    LiveRun live = site.blast().begin(id, ready);
    Drive drive = new Drive(live, ready, this::ended);
    drives.put(id, drive);
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
