package dev.blast.cli;

import dev.blast.campaign.Durations;
import dev.blast.delivery.InvocationTime;
import dev.blast.sender.SenderHandler;
import dev.blast.sender.SenderWiring;
import dev.blast.sender.SenderWiring.SecretCheck;
import dev.blast.worker.Worker;
import dev.blast.worker.Worker.Work;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
      "BLAST_KEEP_DAYS, BLAST_SECRETS, BLAST_CHANNEL_SECRETS and BLAST_SENDER_TIMEOUT,",
      "as 'terraform output -json stack' prints them, AWS_REGION and credentials as",
      "every AWS tool does, and the channel's own variables. Does not start where a",
      "secret of the stack is missing: it would pause the runs that need it."
    })
final class WorkerCommand implements Callable<Integer> {

  /** On a stack of an earlier version. */
  private static final Duration WHERE_NOT_KNOWN = Duration.ofSeconds(30);

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
        "How long a batch may take (default: as long as one of the stack's senders, or",
        "30s where that is not known); at least that long, at most the visibility timeout",
        "of the queues, and better a sixth of it."
      })
  private @Nullable String invocation;

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
    Duration report = duration("--every", every);
    SenderWiring wiring = wiring();
    Duration longest = invocation(wiring.senderTimeout());
    checkSecrets(wiring);
    CountDownLatch stop = new CountDownLatch(1);
    try (Worker worker = worker(wiring, longest)) {
      try (Interruption.Watch watching = Interruption.onInterrupt(stop::countDown)) {
        start(worker);
        blast
            .terminal()
            .fact(
                "polling, %d batches at a time; channel timeouts of up to %s fit; Ctrl-C finishes and ends"
                    .formatted(concurrency, words(InvocationTime.longestAttempt(longest))));
        while (!stop.await(report.toMillis(), TimeUnit.MILLISECONDS)) {
          blast.terminal().fact(words(worker.work()));
        }
        worker.close();
        blast.terminal().fact("stopped: " + words(worker.work()));
        return ExitCode.BALANCED.code();
      }
    }
  }

  private static SenderWiring wiring() {
    try {
      return SenderWiring.ofWorker();
    } catch (IllegalStateException missing) {
      throw new BadInput(String.valueOf(missing.getMessage()));
    }
  }

  /**
   * A campaign that the stack has accepted must fit into each of its senders: one that does not
   * would pause the run for all of them.
   */
  private Duration invocation(Optional<Duration> ofSenders) {
    Duration asked =
        invocation == null
            ? ofSenders.orElse(WHERE_NOT_KNOWN)
            : duration("--invocation", invocation);
    Duration fits = InvocationTime.longestAttempt(asked);
    if (fits.isZero()) {
      throw new BadInput(
          "--invocation %s leaves no time for an attempt of a second; give 2s or more."
              .formatted(words(asked)));
    }
    if (ofSenders.filter(stack -> stack.compareTo(asked) > 0).isPresent()) {
      Duration stack = ofSenders.get();
      throw new BadInput(
          "--invocation %s is shorter than an invocation of the stack's senders, %s: campaigns with a channel timeout of up to %s are scheduled there, and the largest that fits here is %s; give --invocation %s or more."
              .formatted(
                  words(asked),
                  words(stack),
                  words(InvocationTime.longestAttempt(stack)),
                  words(fits),
                  words(stack)));
    }
    return asked;
  }

  private void checkSecrets(SenderWiring wiring) {
    try {
      SecretCheck check = wiring.checkSecrets();
      // Its first messages ask again, and stay on the queue until there is an answer.
      check.unread().ifPresent(why -> blast.terminal().note("Note: " + why));
      check
          .missing()
          .ifPresent(
              missing -> {
                throw new BadInput(missing + ".");
              });
    } catch (IllegalStateException unreadable) {
      throw new BadInput(String.valueOf(unreadable.getMessage()));
    }
  }

  private static String words(Duration duration) {
    return Durations.text(duration);
  }

  private Worker worker(SenderWiring wiring, Duration longest) {
    return new Worker(
        new SenderHandler(wiring, Optional.of(longest)),
        wiring.queueUrls(),
        concurrency,
        longest,
        blast.terminal()::note,
        blast.clock());
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
