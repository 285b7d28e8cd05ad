package dev.blast.cli;

import dev.blast.local.LocalActions;
import dev.blast.local.LocalBlast;
import dev.blast.local.LocalViews;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** Shows runs in a browser. */
@Command(
    name = "dashboard",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the runs of the data folder in a browser, live, and lets one pause, resume,",
      "cancel, throttle and redrive them. Ends with Ctrl-C; runs of other processes go on.",
      "Reached from this machine only, unless --host says otherwise."
    })
final class DashboardCommand implements Callable<Integer> {

  @ParentCommand private Blast blast;
  @Mixin private DataFolder data;
  @Mixin private DashboardOptions options;

  @Override
  public Integer call() {
    LocalBlast local = new LocalBlast(data.path(), blast.clock());
    LocalViews views = new LocalViews(local, data.path(), blast.clock());
    CountDownLatch stopped = new CountDownLatch(1);
    try (LocalActions actions = new LocalActions(local, blast.clock(), blast.terminal()::note);
        var server = options.start(views, actions, blast)) {
      blast.terminal().fact("Dashboard: " + server.address());
      Interruption.Watch watch = Interruption.onInterrupt(stopped::countDown);
      await(stopped);
      watch.close();
    }
    return ExitCode.BALANCED.code();
  }

  /** Whoever interrupts this thread wants what Ctrl-C wants. */
  private static void await(CountDownLatch stopped) {
    try {
      stopped.await();
    } catch (InterruptedException ended) {
      stopped.countDown();
    }
  }
}
