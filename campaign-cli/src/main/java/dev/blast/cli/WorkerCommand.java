package dev.blast.cli;

import dev.blast.campaign.Durations;
import dev.blast.sender.SenderHandler;
import dev.blast.sender.SenderWiring;
import dev.blast.worker.Worker;
import dev.blast.worker.Worker.Work;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Sends for a deployed stack, on this machine. */
@Command(
    name = "worker",
    mixinStandardHelpOptions = true,
    description = {
      "Sends for a stack on AWS from this machine: polls its queues and delivers with",
      "the handler that Lambda calls, beside Lambda or instead of it.",
      "Ctrl-C, or SIGTERM, finishes what is in flight and ends.",
      "",
      "Reads BLAST_QUEUE_URLS, BLAST_DEAD_LETTER_QUEUE_URL, BLAST_TABLE, BLAST_BUCKET,",
      "BLAST_KEEP_DAYS and BLAST_SECRETS, as the functions do, AWS_REGION and",
      "credentials as every AWS tool does, and the channel's own variables."
    })
final class WorkerCommand implements Callable<Integer> {

  @ParentCommand private Blast blast;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description = "Batches of ten messages at a time (default: ${DEFAULT-VALUE}).")
  private int concurrency = 8;

  @Option(
      names = "--invocation",
      paramLabel = "DURATION",
      description = {
        "How long a batch may take (default: ${DEFAULT-VALUE}); at most the visibility",
        "timeout of the queues, and better a sixth of it."
      })
  private String invocation = "30s";

  @Option(
      names = "--every",
      paramLabel = "DURATION",
      description = "How often it says how far it is (default: ${DEFAULT-VALUE}).")
  private String every = "1m";

  @Override
  public Integer call() throws InterruptedException {
    if (concurrency < 1 || concurrency > 1_000) {
      throw new BadInput("--concurrency " + concurrency + ": give 1 to 1000.");
    }
    Duration longest = duration("--invocation", invocation);
    Duration report = duration("--every", every);
    CountDownLatch stop = new CountDownLatch(1);
    try (Worker worker = worker(longest)) {
      try (Interruption.Watch watching = Interruption.onInterrupt(stop::countDown)) {
        start(worker);
        blast
            .terminal()
            .fact("polling, " + concurrency + " batches at a time; Ctrl-C finishes and ends");
        while (!stop.await(report.toMillis(), TimeUnit.MILLISECONDS)) {
          blast.terminal().fact(words(worker.work()));
        }
        worker.close();
        blast.terminal().fact("stopped: " + words(worker.work()));
        return ExitCode.BALANCED.code();
      }
    }
  }

  private Worker worker(Duration longest) {
    try {
      SenderWiring wiring = SenderWiring.fromEnvironment();
      return new Worker(
          new SenderHandler(wiring),
          wiring.queueUrls(),
          concurrency,
          longest,
          blast.terminal()::note,
          blast.clock());
    } catch (IllegalStateException missing) {
      throw new BadInput(String.valueOf(missing.getMessage()));
    }
  }

  private static void start(Worker worker) {
    try {
      worker.start();
    } catch (IllegalArgumentException tooLong) {
      throw new BadInput("--invocation: " + tooLong.getMessage() + ".");
    } catch (IllegalStateException unreachable) {
      throw new BadInput(unreachable.getMessage() + ".");
    }
  }

  private static Duration duration(String option, String text) {
    return Durations.parse(text)
        .filter(Duration::isPositive)
        .orElseThrow(
            () -> new BadInput(option + " " + text + " is no duration; write one such as 30s."));
  }

  private static String words(Work work) {
    return String.format(
        Locale.ROOT,
        "%,d envelopes done, %,d returned, %,d failed",
        work.done(),
        work.returned(),
        work.failed());
  }
}
