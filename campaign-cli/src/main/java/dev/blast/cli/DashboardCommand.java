package dev.blast.cli;

import dev.blast.site.Site;
import dev.blast.site.SiteActions;
import dev.blast.site.SiteViews;
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
      "Shows the runs of the data folder, or of a stack, in a browser, live, and lets one pause,",
      "resume, cancel, throttle and redrive them. Ends with Ctrl-C; runs of others go on.",
      "Reached from this machine only, unless --host says otherwise."
    })
final class DashboardCommand implements Callable<Integer> {

  @ParentCommand private Blast blast;
  @Mixin private DataFolder data;
  @Mixin private StackOptions stack;
  @Mixin private DashboardOptions options;

  @Override
  public Integer call() {
    CountDownLatch stopped = new CountDownLatch(1);
    try (Site site = stack.site(data, blast.clock());
        SiteActions actions = new SiteActions(site, blast.clock(), blast.terminal()::note);
        var server = options.start(new SiteViews(site, blast.clock()), actions, blast)) {
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
