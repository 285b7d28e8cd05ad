package dev.blast.local;

import dev.blast.delivery.DeliveryLedger.Claim;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import dev.blast.run.RunId;
import dev.blast.run.RunsContract;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Another process, to be killed. It says what it has done, one {@code |word|} a line, after the
 * call for it returned.
 */
final class Victim implements AutoCloseable {

  static final int RECIPIENTS = 30;
  static final int THREADS = 8;

  private final Process process;
  private final BufferedReader lines;

  private Victim(Process process) {
    this.process = process;
    this.lines = process.inputReader(StandardCharsets.UTF_8);
  }

  static Victim start(String... arguments) throws IOException {
    String classes =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classes,
                Victim.class.getName()));
    Collections.addAll(command, arguments);
    return new Victim(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** What it says next; empty when it is dead. The end of a line that was cut off is ignored. */
  Optional<String> next() throws IOException {
    String line = lines.readLine();
    boolean whole = line != null && line.length() > 1 && line.endsWith("|");
    return whole ? Optional.of(line.substring(1, line.length() - 1)) : Optional.empty();
  }

  /** Kills it by its handle, which leaves open what it said until then. */
  void kill() {
    process.toHandle().destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    kill();
  }

  public static void main(String[] arguments) throws Exception {
    Path path = Path.of(arguments[1]);
    switch (arguments[0]) {
      case "deliver" -> deliver(path, arguments[2], Integer.parseInt(arguments[3]));
      case "open" -> open(path, arguments[2]);
      case "lock" -> lock(path, arguments[2]);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static RunId run(String text) {
    return RunId.parse(text).orElseThrow();
  }

  private static void deliver(Path file, String run, int shard) throws InterruptedException {
    SqliteLedger ledger = SqliteLedger.open(file, run(run), LedgerSettings.DEFAULT);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int thread = 0; thread < THREADS; thread++) {
        int first = thread;
        threads.execute(
            () -> {
              for (int i = first; ; i += THREADS) {
                deliver(ledger, new EnvelopeId(run(run), shard, i));
              }
            });
      }
    }
  }

  private static void deliver(SqliteLedger ledger, EnvelopeId id) {
    Instant now = Instant.now();
    Claim claim = ledger.claim(id, RECIPIENTS, now, now.plus(Duration.ofHours(1)));
    Standing sent = new Standing.Settled(Outcome.SENT, Reason.NONE, 1, "m-" + id.sequence(), now);
    if (claim instanceof Claim.Granted granted
        && ledger.settle(granted.lease(), Collections.nCopies(RECIPIENTS, sent))) {
      say(String.valueOf(id.sequence()));
    }
  }

  private static void open(Path data, String first) {
    RunFolders runs = new RunFolders(data, RunsContract::read);
    for (RunId id = run(first); ; id = new RunId(id.campaignId(), id.scheduled().plusSeconds(1))) {
      if (runs.open(RunsContract.run(id))) {
        say(id.toString());
      }
    }
  }

  private static void lock(Path data, String run) throws IOException {
    Optional<RunLock> lock = new RunFolders(data, RunsContract::read).lock(run(run));
    say(lock.isPresent() ? "locked" : "taken");
    System.in.transferTo(OutputStream.nullOutputStream());
  }

  private static synchronized void say(String what) {
    System.out.println("|" + what + "|");
    System.out.flush();
  }
}
