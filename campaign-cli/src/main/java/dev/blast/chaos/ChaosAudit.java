package dev.blast.chaos;

import dev.blast.local.LocalBlast;
import dev.blast.outcome.Tally;
import dev.blast.report.Report;
import dev.blast.run.KeyForm;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.site.LocalSite;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Compares what the report says of each recipient with what the provider took.
 *
 * @param recipients how many there are
 */
record ChaosAudit(int recipients, Provider provider, Witness witness, Injected injected) {

  private static final int NAMED = 20;

  Verdict verdict(LocalBlast blast, RunId id, int resumed) throws IOException {
    Path report = Files.createTempFile(blast.runs().data(), "chaos-report", ".csv");
    Comparison comparison = comparison(id);
    try {
      try (Writer out = Files.newBufferedWriter(report)) {
        LocalSite.of(blast).books().report(id, Report.Only.ALL, out);
      }
      CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
      try (Reader in = Files.newBufferedReader(report);
          CSVParser rows = format.parse(in)) {
        int recipient = 0;
        for (CSVRecord row : rows) {
          comparison.compare(recipient++, row.get("recipient_id"), row.get("outcome"));
        }
        comparison.end(recipient);
      }
    } finally {
      Files.deleteIfExists(report);
    }
    RunState state = blast.runs().state(id).orElseThrow();
    if (state != RunState.CLOSED) {
      comparison.say(
          "the run is " + state + ", not CLOSED: its audit found the books wrong, or open");
    }
    boolean mayStop =
        injected.has(Fault.FULL_DISK)
            || injected.has(Fault.THROTTLED_QUEUE)
            || injected.has(Fault.FAILED_ENTRIES);
    int pauses = injected.has(Fault.REVOKED_TOKEN) ? 1 : 0;
    if (resumed > (mayStop ? 2 : 0) + pauses) {
      comparison.say("it had to be resumed " + resumed + " times");
    }
    Tally tally = LocalSite.of(blast).books().tally(id).orElseThrow();
    return new Verdict(
        tally,
        injected.counts(),
        comparison.lost,
        comparison.repeated,
        comparison.unexplained,
        resumed);
  }

  Comparison comparison(RunId id) {
    return new Comparison(id);
  }

  /** Folds the rows of the report; used by one thread. */
  final class Comparison {
    private final List<String> unexplained = new ArrayList<>();
    private final RunId run;
    private long lost;
    private long repeated;

    Comparison(RunId run) {
      this.run = run;
    }

    void compare(int recipient, String id, String outcome) {
      Provider.Account account = provider.account(KeyForm.DIGEST.of(run, id));
      boolean inDoubt = account.unclear() || witness.isInDoubt(recipient);
      if (!id.equals("r" + recipient)) {
        say(id + " is not the recipient of row " + recipient);
      }
      if (account.taken() > 1) {
        repeated++;
        if (!inDoubt) {
          say(id + " was sent to " + account.taken() + " times without being in doubt");
        }
      }
      switch (outcome) {
        case "sent" -> {
          if (account.taken() == 0) {
            lost++;
            say(id + " is sent, but the provider never took it");
          }
        }
        case "dead", "unconfirmed" -> {
          if (!inDoubt) {
            say(id + " is " + outcome + " without ever being in doubt");
          }
        }
        case "open" -> {
          lost++;
          say(id + " is open");
        }
        default -> say(id + " is " + outcome + ", and nothing was done that makes it so");
      }
    }

    long lost() {
      return lost;
    }

    List<String> unexplained() {
      return List.copyOf(unexplained);
    }

    void end(int rows) {
      if (rows != recipients) {
        lost += Math.max(0, recipients - rows);
        say("the report has " + rows + " recipients, not " + recipients);
      }
    }

    private void say(String sentence) {
      if (unexplained.size() < NAMED) {
        unexplained.add(sentence);
      }
    }
  }
}
