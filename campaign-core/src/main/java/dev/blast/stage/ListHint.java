package dev.blast.stage;

import dev.blast.audience.RecordScanner;
import dev.blast.audience.Slice;
import dev.blast.campaign.AudienceSource.Match;
import dev.blast.campaign.AudienceSource.Suppression;
import dev.blast.text.Shown;
import java.io.IOException;
import java.util.List;

/** Looks for the reason why a list names nobody of an audience. */
final class ListHint {

  private final Suppression list;
  private final Reached recipients;
  private final PeopleHash people;

  ListHint(Suppression list, Reached recipients, PeopleHash people) {
    this.list = list;
    this.recipients = recipients;
    this.people = people;
  }

  /** In words, with what to write instead; empty where nothing suggests itself. Reads the list. */
  String of(SuppressionList read, boolean addressesHaveAt) {
    String other = other(read);
    if (!other.isEmpty()) {
      return other;
    }
    if (list.match() == Match.ADDRESS && addressesHaveAt && read.hasNoAt()) {
      return "none of its entries has an @, and the addresses of the audience do; if they are"
          + " recipient ids, write match: id";
    }
    if (list.match() == Match.ID && addressesHaveAt && read.hasAtEverywhere()) {
      return "its entries look like addresses; if they are, write match: address";
    }
    return "";
  }

  /** Another column, or another match, that names recipients. */
  private String other(SuppressionList read) {
    if (!(read.open() instanceof CsvSource.Opening.Opened(CsvSource csv))) {
      return "";
    }
    try (csv) {
      List<String> names = csv.header().names();
      long[] ids = new long[names.size()];
      long[] addresses = new long[names.size()];
      count(csv.scanner(), ids, addresses);
      int bestId = best(ids);
      int bestAddress = best(addresses);
      if (addresses[bestAddress] >= ids[bestId]) {
        return words(names.get(bestAddress), Match.ADDRESS, addresses[bestAddress]);
      }
      return words(names.get(bestId), Match.ID, ids[bestId]);
    } catch (IOException changed) {
      // it was read before; a hint is all that is lost
      return "";
    }
  }

  private void count(RecordScanner scanner, long[] ids, long[] addresses) throws IOException {
    Slice value = new Slice();
    RecordScanner.Item item = scanner.next();
    while (item != RecordScanner.Item.END) {
      if (item == RecordScanner.Item.RECORD) {
        for (int i = 0; i < Math.min(ids.length, scanner.fields().count()); i++) {
          if (!scanner.fields().clean(i, value).isEmpty()) {
            ids[i] += recipients.hasId(people.ofEntry(value, false)) ? 1 : 0;
            addresses[i] += recipients.hasAddress(people.ofEntry(value, true)) ? 1 : 0;
          }
        }
      }
      item = scanner.next();
    }
  }

  private static int best(long[] counts) {
    int best = 0;
    for (int i = 1; i < counts.length; i++) {
      best = counts[i] > counts[best] ? i : best;
    }
    return best;
  }

  private static String words(String column, Match match, long count) {
    if (count == 0) {
      return "";
    }
    String what = match == Match.ID ? "recipient ids" : "addresses";
    return "its column '%s' holds %s of the audience (%d); write column: %s, match: %s"
        .formatted(
            Shown.line(column),
            what,
            count,
            Shown.line(column),
            match == Match.ID ? "id" : "address");
  }
}
