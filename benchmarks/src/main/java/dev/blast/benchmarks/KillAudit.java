package dev.blast.benchmarks;

import dev.blast.run.KeyForm;
import dev.blast.run.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Judges one round of the kill test by what the provider saw, not by what Blast says of itself.
 *
 * <p>Arguments: {@code AUDIENCE COUNTS STATUS RESUME...}: the audience (its first column is the
 * recipient id), the provider's counts, the output of {@code blast status --json}, and that of
 * every {@code blast resume} of the round. Prints one line; exit code 1 when something is wrong.
 */
public final class KillAudit {

  private KillAudit() {}

  public static void main(String[] args) throws IOException {
    Set<String> recipients = firstColumn(Path.of(args[0]));
    String status = Files.readString(Path.of(args[2]));
    RunId run = RunId.parse(LastObject.in(status).findPath("run").asText()).orElseThrow();
    KeysSeen seen = KeysSeen.read(Files.readAllLines(Path.of(args[1])), byKey(run, recipients));
    Books books = Books.read(status);
    Set<String> uncertain = new HashSet<>();
    for (String resume : List.of(args).subList(3, args.length)) {
      uncertain.addAll(Uncertain.read(Files.readString(Path.of(resume))));
    }
    Finding finding = judge(recipients, seen, books, uncertain);
    System.out.println(finding);
    System.exit(finding.good() ? 0 : 1);
  }

  private static Map<String, String> byKey(RunId run, Set<String> recipients) {
    return recipients.stream()
        .collect(Collectors.toMap(id -> KeyForm.DIGEST.of(run, id), Function.identity()));
  }

  /**
   * What is to be said of a round.
   *
   * @param missing recipients the provider never accepted
   * @param strangers keys the provider accepted that are no recipient's
   * @param uncertain recipients in flight at a kill
   * @param inside of those, how many the provider accepted more than once
   * @param outside others it accepted more than once
   */
  record Finding(int missing, int strangers, int uncertain, int inside, int outside, Books books) {
    boolean good() {
      return missing == 0 && strangers == 0 && outside == 0 && books.closed();
    }

    @Override
    public String toString() {
      return "%s: missing %d, in flight %d, repeats inside %d, repeats outside %d, strangers %d, %s"
          .formatted(
              good() ? "good" : "BAD", missing, uncertain, inside, outside, strangers, books);
    }
  }

  static Finding judge(Set<String> recipients, KeysSeen seen, Books books, Set<String> uncertain) {
    Set<String> missing = new HashSet<>(recipients);
    missing.removeAll(seen.accepted());
    Set<String> strangers = new HashSet<>(seen.accepted());
    strangers.removeAll(recipients);
    Set<String> inside = new HashSet<>(seen.repeated());
    inside.retainAll(uncertain);
    int outside = seen.repeated().size() - inside.size();
    boolean allSent = books.sent() == recipients.size();
    return new Finding(
        missing.size(),
        strangers.size(),
        uncertain.size(),
        inside.size(),
        outside,
        new Books(books.state(), books.sent(), books.open(), books.balanced() && allSent));
  }

  private static Set<String> firstColumn(Path audience) throws IOException {
    Set<String> ids = new HashSet<>();
    List<String> lines = Files.readAllLines(audience);
    for (String line : lines.subList(1, lines.size())) {
      ids.add(line.substring(0, line.indexOf(',')));
    }
    return ids;
  }
}
