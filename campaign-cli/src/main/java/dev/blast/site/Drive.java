package dev.blast.site;

import dev.blast.local.EmbeddedRun;
import dev.blast.local.LiveRun;
import dev.blast.run.RunId;
import dev.blast.sender.channel.SenderChannels;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;

/** A run that this process takes to its end beside what else it does. */
final class Drive {

  private final LiveRun live;
  private final SenderChannels channels;
  private final BiConsumer<RunId, String> ended;
  private final Thread thread;

  /**
   * @param channels closed at the end, as the run is
   * @param ended told how it ended, in a sentence
   */
  Drive(LiveRun live, SenderChannels channels, BiConsumer<RunId, String> ended) {
    this.live = live;
    this.channels = channels;
    this.ended = ended;
    this.thread = Thread.ofPlatform().name("drive-" + live.run().id()).unstarted(this::toTheEnd);
  }

  void start() {
    thread.start();
  }

  /** Asks it to stop as soon as nothing is in flight. */
  void stop() {
    live.embedded().stop();
  }

  /** Waits until it has ended. */
  void join() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException impatient) {
        // Somebody may be in flight: whose answer is not recorded would be in doubt.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void toTheEnd() {
    String how = "stopped: a fault of Blast; resume it";
    try (channels;
        live) {
      how = words(live.embedded().toTheEnd(seen -> {}));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException lost) {
      how = "stopped: " + lost.getMessage();
    } finally {
      ended.accept(live.run().id(), how);
    }
  }

  private static String words(EmbeddedRun.End end) {
    return switch (end) {
      case EmbeddedRun.End.Closed(var tally) -> "CLOSED. The books balance.";
      case EmbeddedRun.End.Stopped(var tally) ->
          String.format(Locale.ROOT, "stopped; %,d recipients are open", tally.open());
      case EmbeddedRun.End.Halted(var tally, var pause) ->
          String.format(Locale.ROOT, "%s; %,d recipients are open", pause.words(), tally.open());
      case EmbeddedRun.End.RanDry(var tally) ->
          String.format(
              Locale.ROOT, "the queue is empty, but %,d recipients are open", tally.open());
      case EmbeddedRun.End.Unbalanced(List<String> errors) ->
          "THE BOOKS DO NOT BALANCE: " + String.join("; ", errors);
    };
  }
}
